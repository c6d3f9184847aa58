using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Relion;

/// <summary>The folder of an External job, and the files in it by which RELION and the job tell each other what happens.</summary>
/// <remarks>
/// <c>RELION_JOB_ABORT_NOW</c> is written by RELION; the job ends by one of <c>RELION_JOB_EXIT_SUCCESS</c>, <c>_FAILURE</c> and <c>_ABORTED</c>, all empty.
/// <c>RELION_OUTPUT_NODES.star</c> lists what other jobs may take, with names relative to the project.
/// </remarks>
internal sealed class RelionJobFolder
{
    private const string AbortNow = "RELION_JOB_ABORT_NOW", Success = "RELION_JOB_EXIT_SUCCESS", Failure = "RELION_JOB_EXIT_FAILURE", Aborted = "RELION_JOB_EXIT_ABORTED";
    private const string ParticleLabel = "ParticleGroupMetadata.star.relion";
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private readonly string _project;

    /// <param name="folder">The folder, as RELION names it: relative to the project.</param>
    /// <param name="project">The project's folder.</param>
    public RelionJobFolder(string folder, string project)
    {
        _project = project;
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder, project));
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>The folder of the run.</summary>
    public string Run => In("flex3d");

    private bool AbortRequested => Storage.Current.FileExists(In(AbortNow));

    /// <summary>Removes the files that an earlier call ended by.</summary>
    public void Begin()
    {
        DurableFolder.Create(Path);
        foreach (string marker in new[] { Success, Failure, Aborted })
        {
            Storage.Current.Delete(In(marker));
        }
    }

    /// <summary>Waits until RELION asks for an end, and then cancels.</summary>
    /// <param name="stop">Cancelled when RELION asks.</param>
    /// <param name="done">Cancelled when there is nothing left to stop.</param>
    public async Task WatchAsync(CancellationTokenSource stop, CancellationToken done)
    {
        while (!AbortRequested)
        {
            await Task.Delay(s_between, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }
        }
        await stop.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Tells RELION how the job ended.</summary>
    public void End(ExitCode code)
    {
        Storage.Current.Delete(In(AbortNow));
        DurableFile.WriteText(In(code switch { ExitCode.Done => Success, ExitCode.Stopped => Aborted, _ => Failure }), "");
    }

    /// <summary>Writes the list of results for other jobs.</summary>
    /// <param name="nodes">File names in this folder, each with its number in RELION 3.1 and its label in RELION 4 and later.</param>
    public void WriteNodes(IEnumerable<(string Name, int Number, string Label)> nodes)
    {
        string relative = System.IO.Path.GetRelativePath(_project, Path).Replace('\\', '/');
        var text = new StringBuilder("\n# version 30001\n\ndata_output_nodes\n\nloop_\n_rlnPipeLineNodeName #1\n_rlnPipeLineNodeType #2\n_rlnPipeLineNodeTypeLabel #3\n");
        foreach ((string name, int number, string label) in nodes)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{relative}/{name} {number} {label}\n");
        }
        DurableFile.WriteText(In("RELION_OUTPUT_NODES.star"), text.Append('\n').ToString());
    }

    /// <summary>Returns the label that the project's RELION gives particle files, which differs between its versions: that of the job's own input in <c>default_pipeline.star</c>, or that of RELION 5.</summary>
    /// <param name="particles">The input, as RELION names it.</param>
    public string ParticleLabelOf(string particles)
    {
        string pipeline = System.IO.Path.Combine(_project, "default_pipeline.star");
        if (!Storage.Current.FileExists(pipeline))
        {
            return ParticleLabel;
        }
        try
        {
            foreach (StarTable table in StarTable.ReadAll(pipeline, (block, _) => block == "pipeline_nodes"))
            {
                (int name, int label) = (table.IndexOf("rlnPipeLineNodeName"), table.IndexOf("rlnPipeLineNodeTypeLabel"));
                for (int row = 0; row < table.Count && name >= 0 && label >= 0; row++)
                {
                    if (table[row, name] == particles && table[row, label].Split('.') is [_, "star", "relion", ..] parts)
                    {
                        return string.Join('.', parts.Take(3)); // without the job's kind, such as .refine3d
                    }
                }
            }
        }
        catch (Exception fault) when (fault is InputException or IOException)
        {
            return ParticleLabel; // RELION may be writing the file
        }
        return ParticleLabel;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
