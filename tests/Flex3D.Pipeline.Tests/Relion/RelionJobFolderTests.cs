using Flex3D.Pipeline.Relion;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Relion;

public sealed class RelionJobFolderTests : IDisposable
{
    private readonly string _project = Directory.CreateTempSubdirectory("flex3d-project-").FullName;

    public void Dispose() => Directory.Delete(_project, recursive: true);

    private string In(string name) => Path.Combine(_project, "External", "job012", name);

    private RelionJobFolder Job() => new("External/job012/", _project);

    private string[] Markers() => [.. Directory.GetFiles(In(""), "RELION_JOB_*").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(ExitCode.Done, "RELION_JOB_EXIT_SUCCESS")]
    [InlineData(ExitCode.Stopped, "RELION_JOB_EXIT_ABORTED")]
    [InlineData(ExitCode.BadInput, "RELION_JOB_EXIT_FAILURE")]
    [InlineData(ExitCode.DiskFull, "RELION_JOB_EXIT_FAILURE")]
    public void A_job_ends_with_one_empty_file_and_without_the_request_to_abort(ExitCode code, string marker)
    {
        Directory.CreateDirectory(In(""));
        File.WriteAllText(In("RELION_JOB_EXIT_FAILURE"), "of an earlier call");
        File.WriteAllText(In("RELION_JOB_EXIT_SUCCESS"), "");
        RelionJobFolder job = Job();
        job.Begin();
        Markers().ShouldBeEmpty();
        File.WriteAllText(In("RELION_JOB_ABORT_NOW"), "");
        job.End(code);
        Markers().ShouldBe([marker]);
        new FileInfo(In(marker)).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_to_abort_cancels_and_the_end_of_the_work_ends_the_watch()
    {
        RelionJobFolder job = Job();
        job.Begin();
        using var stop = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        Task watch = job.WatchAsync(stop, done.Token);
        await done.CancelAsync();
        await watch;
        stop.IsCancellationRequested.ShouldBeFalse();
        File.WriteAllText(In("RELION_JOB_ABORT_NOW"), "");
        await job.WatchAsync(stop, CancellationToken.None);
        stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Nodes_have_names_from_the_project_on_and_both_kinds_of_type()
    {
        RelionJobFolder job = Job();
        job.Begin();
        job.WriteNodes([("run_class001.mrc", 6, "DensityMap.mrc"), ("run_half1_class001_unfil.mrc", 10, "DensityMap.mrc.halfmap")]);
        StarTable table = StarFile.Read(In("RELION_OUTPUT_NODES.star"), block => block == "output_nodes").ShouldHaveSingleItem();
        table.Columns.ShouldBe(["rlnPipeLineNodeName", "rlnPipeLineNodeType", "rlnPipeLineNodeTypeLabel"]);
        (table[1, 0], table[1, 1], table[1, 2], table.Count).ShouldBe(("External/job012/run_half1_class001_unfil.mrc", "10", "DensityMap.mrc.halfmap", 2));
    }

    [Theory]
    [InlineData("ParticlesData.star.relion.refine3d", "ParticlesData.star.relion")]
    [InlineData("ParticleGroupMetadata.star.relion.refine3d", "ParticleGroupMetadata.star.relion")]
    [InlineData("3", "ParticleGroupMetadata.star.relion")]
    [InlineData(null, "ParticleGroupMetadata.star.relion")]
    public void Particles_get_the_label_that_the_projects_RELION_gives_them(string? label, string expected)
    {
        if (label is not null)
        {
            File.WriteAllText(Path.Combine(_project, "default_pipeline.star"), $"""

                # version 50001

                data_pipeline_nodes

                loop_
                _rlnPipeLineNodeName #1
                _rlnPipeLineNodeTypeLabel #2
                Refine3D/job010/run_class001.mrc DensityMap.mrc.relion.refine3d
                Refine3D/job010/run_data.star {label}


                """);
        }
        Job().ParticleLabelOf("Refine3D/job010/run_data.star").ShouldBe(expected);
    }
}
