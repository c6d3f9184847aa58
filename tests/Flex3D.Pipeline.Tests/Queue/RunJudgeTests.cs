using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>What a run folder says decides whether a run is begun, continued, waited for or over.</summary>
public sealed class RunJudgeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-judge-").FullName;
    private static readonly DateTimeOffset s_started = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly QueueItem s_item = new(1, "/in/a", "a", s_started) { State = ItemState.Running, Started = s_started };
    private static readonly RunOutcome s_refused = new(2, "refused");

    private string Run => Path.Combine(_folder, "a");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Make(string state, int? code, double minutes, string step = StepStatus.Done)
    {
        RunFolder run = File.Exists(Path.Combine(Run, "run.yaml")) ? RunFolder.Open(Run) : RunFolder.Create(Run, new PipelineOptions { Prep = new(), Mesh = new() }, ["prep", "mesh"]);
        run.Save(new RunStatus(state, new(StringComparer.Ordinal) { ["prep"] = new(step), ["mesh"] = new(StepStatus.Waiting) }, "why", code, new RunActivity(Environment.ProcessId, Environment.MachineName, s_started.AddMinutes(minutes))));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_begun_and_not_made_by_looking()
    {
        RunJudge.Before(s_item, RunLook.At(Run)).ShouldBe(new RunStep.Launch(Resume: false));
        Directory.Exists(Run).ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_was_stopped_is_continued_and_one_that_failed_in_its_first_step_begun_again()
    {
        Make(StepStatus.Stopped, 130, -1);
        RunJudge.Before(s_item, RunLook.At(Run)).ShouldBe(new RunStep.Launch(Resume: true));
        Make(StepStatus.Failed, 2, -1, StepStatus.Failed);
        RunJudge.Before(s_item, RunLook.At(Run)).ShouldBe(new RunStep.Launch(Resume: false));
    }

    [Fact]
    public void A_run_that_is_done_is_not_started_whatever_its_last_process_returned()
    {
        Make(StepStatus.Done, 0, -1);
        RunJudge.Before(s_item, RunLook.At(Run)).ShouldBe(new RunStep.End(RunOutcome.Done));
        RunJudge.After(s_item, RunLook.At(Run), s_refused).ShouldBe(new RunStep.End(RunOutcome.Done));
    }

    [Fact]
    public void A_run_in_which_a_process_works_is_waited_for()
    {
        Make(StepStatus.Running, null, 1);
        using (RunLock.Take(Run))
        {
            RunLook look = RunLook.At(Run);
            look.Process.ShouldBe(Environment.ProcessId);
            RunJudge.Before(s_item, look).ShouldBe(new RunStep.Wait());
            RunJudge.After(s_item, look, s_refused).ShouldBe(new RunStep.Wait());
        }
        RunJudge.After(s_item, RunLook.At(Run), null).ShouldBe(new RunStep.End(RunOutcome.Interrupted), "it was killed");
    }

    [Fact]
    public void The_status_of_this_attempt_counts_before_what_its_process_returned_and_that_of_an_earlier_one_does_not()
    {
        Make(StepStatus.Failed, 74, 1);
        RunJudge.After(s_item, RunLook.At(Run), s_refused).ShouldBe(new RunStep.End(new RunOutcome(74, "why")));
        Make(StepStatus.Failed, 74, -1);
        RunJudge.After(s_item, RunLook.At(Run), s_refused).ShouldBe(new RunStep.End(s_refused));
        RunJudge.After(s_item, RunLook.At(Run), null).ShouldBe(new RunStep.End(RunOutcome.Interrupted));
    }

    [Fact]
    public void A_process_that_was_refused_because_another_worked_in_the_folder_which_was_killed_is_no_failure()
    {
        Make(StepStatus.Running, null, 1);
        RunJudge.After(s_item, RunLook.At(Run), s_refused).ShouldBe(new RunStep.End(RunOutcome.Interrupted));
        RunJudge.After(s_item, RunLook.At(Run), new RunOutcome(74, "why")).ShouldBe(new RunStep.End(new RunOutcome(74, "why")));
        Make(StepStatus.Running, null, -1);
        RunJudge.After(s_item, RunLook.At(Run), s_refused).ShouldBe(new RunStep.End(s_refused), "it was not refused by another");
    }

    [Fact]
    public void Inputs_are_given_as_quoted_yaml_whatever_the_names_of_the_files()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "a: #1 {b}")).FullName;
        File.WriteAllText(Path.Combine(data, "my \"best\".star"), "");
        string pipeline = Path.Combine(_folder, "p.yaml");
        File.WriteAllText(pipeline, "prep:\n");
        var arguments = new RunArguments(pipeline, [RunArguments.Input("map=m: 1.mrc")], ["prep.trainingBox=32"]);
        IReadOnlyList<string> words = arguments.Run(s_item with { Path = data, Device = "cuda:1" }, Run);
        words.Take(4).ShouldBe(["run", pipeline, "--out", Run]);
        PipelineOptions options = PipelineFile.Load(pipeline, words.Skip(4).Where(word => word != "--set"));
        (options.Inputs.Particles, options.Inputs.Map).ShouldBe((Path.Combine(data, "my \"best\".star"), Path.Combine(data, "m: 1.mrc")));
        (options.Prep!.TrainingBox, options.Device.ToString()).ShouldBe((32, "cuda:1"));
    }

    [Fact]
    public void A_run_that_is_to_be_a_head_is_begun_and_continued_as_one()
    {
        string[] cluster = ["--cluster", "10.0.0.5", "--leave-to-workers"];
        var alone = new RunArguments("p.yaml", [], ["seed=3"]);
        RunArguments head = alone with { Cluster = cluster };
        QueueItem item = s_item with { Path = Path.Combine(_folder, "a.star") };
        head.Run(item, Run).ShouldBe([.. alone.Run(item, Run), .. cluster]);
        head.Continue(Run).ShouldBe(["resume", Run, .. cluster]);
        alone.Continue(Run).ShouldBe(["resume", Run]);
    }

    [Fact]
    public void Several_particle_files_are_refused_by_name_and_a_job_folder_is_given_as_it_is()
    {
        File.WriteAllText(Path.Combine(_folder, "b.star"), "");
        File.WriteAllText(Path.Combine(_folder, "c.star"), "");
        Should.Throw<InputException>(() => RunArguments.ParticlesOf(_folder)).Message.ShouldContain("several particle files: b.star, c.star");
        File.WriteAllText(Path.Combine(_folder, "run_data.star"), "");
        RunArguments.ParticlesOf(_folder).ShouldBe(_folder);
        Should.Throw<InputException>(() => RunArguments.Input("mapp=x.mrc")).Message.ShouldContain("map, mask");
    }
}
