using System.Runtime.InteropServices;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The bytes of a minimiser's state, little-endian; the section of a checkpoint that holds it has its own checksum.</summary>
/// <remarks>
/// <code>
/// int32   version (1)
/// int32   kind: 1 L-BFGS, 2 conjugate gradient
/// int32   n, number of unknowns
/// int32   status, iteration, evaluations, trials on this line
/// float64 trial step, last step, energy, slope, norm of the first gradient
/// int32   m, number of energies;  float64 × m energies
/// float32 × n iterate;  float32 × n gradient;  float32 × n direction
/// L-BFGS: int32 p, pairs oldest first; each float64 s·y, float32 × n s, float32 × n y
/// conjugate gradient: byte, 1 where the direction counts for the next one
/// </code>
/// </remarks>
internal static class MinimiserFormat
{
    public const int LBfgsKind = 1;
    public const int ConjugateGradientKind = 2;
    private const int Version = 1;
    private const int MostIterations = 1_000_000;

    public static void WriteState(BinaryWriter writer, int kind, LineState state)
    {
        foreach (int word in (ReadOnlySpan<int>)[Version, kind, state.Point.Length, (int)state.Status, state.Iteration, state.Evaluations, state.Trials])
        {
            writer.Write(word);
        }
        foreach (double number in (ReadOnlySpan<double>)[state.TrialStep, state.LastStep, state.Energy, state.Slope, state.FirstGradientNorm])
        {
            writer.Write(number);
        }
        writer.Write(state.Energies.Count);
        state.Energies.ForEach(writer.Write);
        Write(writer, state.Point);
        Write(writer, state.Gradient);
        Write(writer, state.Direction);
    }

    public static LineState ReadState(BinaryReader reader, int kind, int dimension, string source)
    {
        Expect(source, "version of the minimiser's state", reader.ReadInt32(), Version);
        Expect(source, "kind of minimiser (1 L-BFGS, 2 conjugate gradient)", reader.ReadInt32(), kind);
        Expect(source, "number of unknowns", reader.ReadInt32(), dimension);
        int status = Within(source, "status", reader.ReadInt32(), 2);
        int iteration = Within(source, "iteration", reader.ReadInt32(), MostIterations);
        int evaluations = Within(source, "evaluations", reader.ReadInt32(), MostIterations);
        int trials = Within(source, "trials", reader.ReadInt32(), MostIterations);
        double trialStep = reader.ReadDouble(), lastStep = reader.ReadDouble(), energy = reader.ReadDouble();
        double slope = reader.ReadDouble(), firstNorm = reader.ReadDouble();
        int count = Within(source, "number of energies", reader.ReadInt32(), iteration + 1);
        var energies = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            energies.Add(reader.ReadDouble());
        }
        return new LineState(Read(reader, dimension, source), Read(reader, dimension, source), Read(reader, dimension, source), energies)
        {
            Status = (MinimiserStatus)status,
            Iteration = iteration,
            Evaluations = evaluations,
            Trials = trials,
            TrialStep = trialStep,
            LastStep = lastStep,
            Energy = energy,
            Slope = slope,
            FirstGradientNorm = firstNorm,
        };
    }

    public static void WritePairs(BinaryWriter writer, List<CurvaturePair> pairs)
    {
        writer.Write(pairs.Count);
        foreach (CurvaturePair pair in pairs)
        {
            writer.Write(pair.Product);
            Write(writer, pair.Step);
            Write(writer, pair.GradientChange);
        }
    }

    public static List<CurvaturePair> ReadPairs(BinaryReader reader, int most, int dimension, string source)
    {
        int count = Within(source, "number of L-BFGS pairs", reader.ReadInt32(), most);
        var pairs = new List<CurvaturePair>(count);
        for (int i = 0; i < count; i++)
        {
            double product = reader.ReadDouble();
            pairs.Add(new CurvaturePair(Read(reader, dimension, source), Read(reader, dimension, source), product));
        }
        return pairs;
    }

    private static void Write(BinaryWriter writer, float[] values) => writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    private static float[] Read(BinaryReader reader, int dimension, string source)
    {
        float[] values = new float[dimension];
        try
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        catch (EndOfStreamException e)
        {
            throw new InputException(source, "minimiser's state", "the end of the file", $"vectors of {dimension} values", "the checkpoint is damaged: resume from an older one", e);
        }
        return values;
    }

    private static void Expect(string source, string what, int found, int expected)
    {
        if (found != expected)
        {
            throw new InputException(source, what, $"{found}", $"{expected}", "resume with the settings and version that wrote the checkpoint");
        }
    }

    private static int Within(string source, string what, int found, int most) => found >= 0 && found <= most
        ? found
        : throw new InputException(source, what, $"{found}", $"0 to {most}", "resume with the settings and version that wrote the checkpoint");
}
