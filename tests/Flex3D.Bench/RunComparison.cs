using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>Whether two trainings of the same particles, on two devices, found the same but for rounding.</summary>
/// <remarks>Latents are searched for: where two candidates are as good as each other, rounding decides, so a few may differ.</remarks>
public static class RunComparison
{
    /// <summary>Greatest relative difference of an epoch's loss.</summary>
    private const double LossTolerance = 1e-4;

    /// <summary>Greatest difference of the predictive gain, in its standard errors.</summary>
    private const double GainTolerance = 0.1;

    /// <summary>Greatest difference of a latent, and the share of the particles that keep to it: one in a hundred takes another branch already between two vector widths of one processor.</summary>
    private const double LatentTolerance = 1e-3, LatentShare = 0.97;

    /// <summary>Compares and writes a line for each comparison, <c>ok</c> or <c>FAILED</c>, and one for the time.</summary>
    /// <param name="a">A run folder with a finished training.</param>
    /// <param name="b">Another.</param>
    /// <returns>Whether all comparisons hold.</returns>
    /// <exception cref="InputException">One of them is no such folder, or they trained on other particles or for other epochs.</exception>
    public static bool Run(string a, string b, TextWriter output)
    {
        (StepStatus first, EpochRecord[] one, float[] here, int dimensions) = Training(a);
        (StepStatus second, EpochRecord[] two, float[] there, int others) = Training(b);
        if (one.Length != two.Length || here.Length != there.Length || dimensions != others)
        {
            throw new InputException(b, null, $"{two.Length} epochs and {there.Length / others} particles of {others} latents", $"{one.Length} epochs and {here.Length / dimensions} particles of {dimensions} latents, as in '{a}'", "compare trainings with the same settings");
        }
        double loss = one.Zip(two, (x, y) => Math.Abs(x.Loss - y.Loss) / Math.Abs(x.Loss)).Max();
        (EpochRecord last, EpochRecord end) = (one[^1], two[^1]);
        double gain = Math.Abs(last.PredictiveGain - end.PredictiveGain) / last.PredictiveGainError;
        double close = Enumerable.Range(0, here.Length / dimensions)
            .Count(particle => Enumerable.Range(particle * dimensions, dimensions).All(i => Math.Abs(here[i] - there[i]) <= LatentTolerance)) / (here.Length / (double)dimensions);
        bool all = Tell(loss <= LossTolerance, $"loss of {one.Length} epochs: differs by {loss:e1} at most (allowed {LossTolerance:e1}); {last.Loss:f3} and {end.Loss:f3} at the end");
        all &= Tell(gain <= GainTolerance, $"predictive gain: {last.PredictiveGain:f3} and {end.PredictiveGain:f3}, {gain:f3} standard errors apart (allowed {GainTolerance})");
        all &= Tell(close >= LatentShare, $"latents: {close:p2} of {here.Length / dimensions} particles within {LatentTolerance} (at least {LatentShare:p0})");
        Write($"time of training: {first.Seconds:f1} s and {second.Seconds:f1} s");
        return all;

        bool Tell(bool holds, FormattableString line)
        {
            Write($"{(holds ? "ok" : "FAILED"),-6} {line.ToString(CultureInfo.InvariantCulture)}");
            return holds;
        }

        void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
    private static (StepStatus Status, EpochRecord[] History, float[] Latents, int Dimensions) Training(string folder)
    {
        RunFolder run = RunFolder.Open(folder);
        StepStatus status = run.Status().Of("train");
        if (status.State != StepStatus.Done)
        {
            throw new InputException(folder, null, $"training is {status.State}", "a finished training", $"finish it: flex3d resume {folder}");
        }
        (float[] latents, int dimensions) = LatentReader.Read(Path.Combine(folder, "latents.csv"));
        return (status, TrainingHistory.Read(run.Of("train")), latents, dimensions);
    }
}
