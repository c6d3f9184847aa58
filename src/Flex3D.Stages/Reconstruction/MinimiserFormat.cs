using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Reconstruction;

/// <summary>Writes and reads the state of a minimiser, little-endian; the section of a checkpoint that holds it has its own checksum.</summary>
/// <remarks>
/// <code>
/// int32   version (1)
/// int32   kind: 1, L-BFGS
/// int32   n, number of unknowns
/// int32   status, iteration, evaluations, trials on this line
/// float64 trial step, last step, energy, slope, norm of the first gradient
/// int32   m, number of energies;  float64 × m energies
/// float32 × n iterate;  float32 × n gradient;  float32 × n direction
/// int32 p, pairs oldest first; each float64 s·y, float32 × n s, float32 × n y
/// </code>
/// </remarks>
internal static class MinimiserFormat
{
    private const int Version = 1;
    private const int Kind = 1;
    private const int MostIterations = 1_000_000;
    private const int FixedBytes = 8 * sizeof(int) + 5 * sizeof(double);

    public static void WriteState(BinaryWriter writer, LineState state)
    {
        foreach (int word in (ReadOnlySpan<int>)[Version, Kind, state.Point.Length, (int)state.Status, state.Iteration, state.Evaluations, state.Trials])
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

    public static LineState ReadState(BinaryReader reader, int dimension, string source)
    {
        Need(reader, FixedBytes, source);
        Expect(source, "version of the minimiser's state", reader.ReadInt32(), Version);
        Expect(source, "kind of minimiser (1: L-BFGS)", reader.ReadInt32(), Kind);
        Expect(source, "number of unknowns", reader.ReadInt32(), dimension);
        int status = Within(source, "status", reader.ReadInt32(), 2);
        int iteration = Within(source, "iteration", reader.ReadInt32(), MostIterations);
        int evaluations = Within(source, "evaluations", reader.ReadInt32(), MostIterations);
        int trials = Within(source, "trials", reader.ReadInt32(), MostIterations);
        double trialStep = reader.ReadDouble(), lastStep = reader.ReadDouble(), energy = reader.ReadDouble();
        double slope = reader.ReadDouble(), firstNorm = reader.ReadDouble();
        int count = Within(source, "number of energies", reader.ReadInt32(), iteration + 1);
        Need(reader, (long)count * sizeof(double), source);
        var energies = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            energies.Add(reader.ReadDouble());
        }
        bool running = status == (int)MinimiserStatus.Running; // a minimiser may have ended because it had no finite direction
        bool measured = evaluations == 0 || (double.IsFinite(energy) && double.IsFinite(firstNorm) && double.IsFinite(lastStep));
        if (!measured || (running && !(double.IsFinite(trialStep) && double.IsFinite(slope))))
        {
            throw Bad(source, "energy, steps or slope", "a number that is not finite", "finite numbers");
        }
        return new LineState(Read(reader, dimension, source), Read(reader, dimension, source), Read(reader, dimension, source, mayBeNaN: !running), energies)
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
        Need(reader, sizeof(int), source);
        int count = Within(source, "number of L-BFGS pairs", reader.ReadInt32(), most);
        var pairs = new List<CurvaturePair>(count);
        for (int i = 0; i < count; i++)
        {
            Need(reader, sizeof(double), source);
            double product = reader.ReadDouble();
            if (!(product > 0 && double.IsFinite(product)))
            {
                throw Bad(source, $"L-BFGS pair {i}", $"s·y = {product}", "a finite number above 0");
            }
            pairs.Add(new CurvaturePair(Read(reader, dimension, source), Read(reader, dimension, source), product));
        }
        return pairs;
    }

    private static void Write(BinaryWriter writer, float[] values) => writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    private static float[] Read(BinaryReader reader, int dimension, string source, bool mayBeNaN = false)
    {
        Need(reader, (long)dimension * sizeof(float), source);
        float[] values = new float[dimension];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return mayBeNaN || VectorMath.IsFinite(values) ? values : throw Bad(source, "a vector", "a value that is not finite", "finite numbers");
    }

    private static void Expect(string source, string what, int found, int expected)
    {
        if (found != expected)
        {
            throw Bad(source, what, $"{found}", $"{expected}");
        }
    }

    private static int Within(string source, string what, int found, int most) => found >= 0 && found <= most
        ? found
        : throw Bad(source, what, $"{found}", $"0 to {most}");

    // Refuses bytes that end too early before memory is allocated for them.
    private static void Need(BinaryReader reader, long bytes, string source)
    {
        if (reader.BaseStream.Length - reader.BaseStream.Position < bytes)
        {
            throw Bad(source, "length", "the end of its bytes", "numbers and vectors as its first words say");
        }
    }

    private static InputException Bad(string source, string what, string found, string expected) =>
        new(source, $"minimiser's state, {what}", found, expected, "resume with the settings and version that wrote the checkpoint");
}
