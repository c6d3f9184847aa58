using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks <c>ledger.json</c>: counted + quarantined = planned in every phase; every epoch and pass is there once, with the particles that the settings give it.</summary>
internal static partial class LedgerCheck
{
    private const string Name = "ledger";

    public static IEnumerable<Finding> Of(RunFolder run, PipelineOptions options, RunStatus status)
    {
        IReadOnlyList<PhaseRecord> phases = run.Phases();
        var wrong = new List<Finding>();
        foreach (PhaseRecord phase in phases.Where(phase => phase.Counted < 0 || phase.Quarantined < 0 || phase.Counted + phase.Quarantined != phase.Particles))
        {
            wrong.Add(Finding.Wrong(Name, $"{phase.Step}, {phase.Phase}: {phase.Counted} counted + {phase.Quarantined} quarantined is not the {phase.Particles} planned"));
        }
        foreach (IGrouping<(string, string), PhaseRecord> twice in phases.GroupBy(phase => (phase.Step, phase.Phase)).Where(group => group.Count() > 1))
        {
            wrong.Add(Finding.Wrong(Name, $"{twice.Key.Item1}, {twice.Key.Item2} is listed {twice.Count()} times"));
        }
        if (options.Train is { } train)
        {
            wrong.AddRange(Epochs(run, options, train, status.Of(TrainStep.Name).State == StepStatus.Done, [.. phases.Where(phase => phase.Step == TrainStep.Name)]));
        }
        wrong.AddRange(Passes([.. phases.Where(phase => phase.Step == ReconstructStep.Name)]));
        IEnumerable<Finding> right = phases.GroupBy(phase => phase.Step).Select(step => Finding.Right(
            Name, $"{step.Key}: {step.Count()} phases, {step.Sum(phase => phase.Counted)} counted + {step.Sum(phase => phase.Quarantined)} quarantined = {step.Sum(phase => phase.Particles)} planned"));
        return wrong.Count > 0 ? wrong : right;
    }

    // Each epoch has the particles and steps of its plan, which follows from the settings and prep's numbers, and besides counts the particles that prep set aside.
    private static IEnumerable<Finding> Epochs(RunFolder run, PipelineOptions options, TrainOptions train, bool done, IReadOnlyList<PhaseRecord> phases)
    {
        if (phases.Count == 0 && !done)
        {
            yield break;
        }
        string folder = run.Lineage().Select(earlier => earlier.Of(PrepStep.Name)).FirstOrDefault(Directory.Exists) ?? run.Of(PrepStep.Name);
        PreparedFiles prepared = PreparedFiles.Load(folder);
        (ImageGroups images, byte[]? halves) = Images(folder, prepared, train, options);
        TrainingOptions training = TrainingSettings.Resolve(train, options, prepared);
        int[] held = EpochPlan.HeldOut(images, training);
        int count = EpochSchedule.Count(training);
        Dictionary<string, PhaseRecord> byName = phases.DistinctBy(phase => phase.Phase).ToDictionary(phase => phase.Phase);
        foreach (HalfSet? half in (HalfSet?[])[null, .. halves is null ? [] : ((int[])[1, 2]).Select(number => new HalfSet(halves, number))])
        {
            bool ended = done && (half is null || HalvesNote.FileOf(run.Of(TrainStep.Name)) is not null);
            TrainingOptions used = half is null ? training : TrainingSettings.ForHalf(training, images.Rows - held.Length, images.Rows - half.Untrained(held).Length);
            int listed = Enumerable.Range(0, count).Count(epoch => byName.ContainsKey(TrainingEpochs.NameOf(half, epoch, count)));
            IEnumerable<Finding> subspace = train.InitialLatents != InitialLatents.None ? SubspaceCheck.Of(prepared, images, used, train.LatentDimension, half, ended || listed > 0, byName) : [];
            foreach (Finding finding in subspace.Concat(Epochs(prepared, images, used, half, ended ? count : listed, byName)))
            {
                yield return finding;
            }
        }
        foreach (string unknown in byName.Keys)
        {
            yield return Finding.Wrong(Name, $"train, {unknown} is not a phase of the settings ({count} epochs)");
        }
    }

    // The first epochs of a training, which are taken out of the phases by name.
    private static IEnumerable<Finding> Epochs(PreparedFiles prepared, ImageGroups images, TrainingOptions training, HalfSet? half, int last, Dictionary<string, PhaseRecord> byName)
    {
        int count = EpochSchedule.Count(training);
        for (int epoch = 0; epoch < last; epoch++)
        {
            string name = TrainingEpochs.NameOf(half, epoch, count);
            if (!byName.Remove(name, out PhaseRecord? phase))
            {
                yield return Finding.Wrong(Name, $"train, {name} is missing");
                continue;
            }
            EpochPlan plan = EpochPlan.Create(images, training, epoch, half);
            long particles = Enumerable.Range(0, plan.Count).Sum(step => (long)plan.Particles(step));
            if (phase.Steps != plan.Count || phase.Counted != particles || (prepared.Quarantined == 0) != (phase.Quarantined == 0))
            {
                yield return Finding.Wrong(Name, $"train, {name}: {phase.Counted} particles counted and {phase.Quarantined} quarantined in {phase.Steps} steps, not the {particles} in {plan.Count} of its plan");
            }
        }
    }

    // Which particles share an image, and the half-set of each where a model of each is learned. Only for these, a table of shared images, or known micrographs the table has to be read.
    private static (ImageGroups Images, byte[]? Halves) Images(string folder, PreparedFiles prepared, TrainOptions train, PipelineOptions options)
    {
        bool halves = TrainingSettings.LearnsHalves(train, options, prepared);
        if (prepared.SharedImages is null && prepared.Micrographs is null && !halves)
        {
            return (ImageGroups.Alone(prepared.Count), null);
        }
        using ParticleTable table = ParticleTableReader.OpenRows(PreparedFiles.Table(folder));
        return (ImageGroups.Of(table), halves ? HalfTrainings.HalfSetsOf(table, options) : null);
    }

    // The number of passes is what the minimisers need; they are numbered without a gap, and every second one is over the held-out particles, if there are any.
    private static IEnumerable<Finding> Passes(IReadOnlyList<PhaseRecord> phases)
    {
        Match[] passes = [.. phases.Select(phase => Pass().Match(phase.Phase)).Where(match => match.Success)];
        int[] numbers = [.. passes.Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Distinct().Order()];
        bool heldOut = passes.Any(match => match.Groups[2].Success);
        foreach (int missing in Enumerable.Range(1, numbers.LastOrDefault()).Where(number => heldOut || number % 2 == 1).Except(numbers))
        {
            yield return Finding.Wrong(Name, $"reconstruct, pass {missing} is missing");
        }
    }

    [GeneratedRegex("^pass ([0-9]{1,9})(, held-out particles)?$")]
    private static partial Regex Pass();
}
