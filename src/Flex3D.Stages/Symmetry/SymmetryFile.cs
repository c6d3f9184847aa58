using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Symmetry;

/// <summary>Writes where the axes of a symmetry lie as JSON, and reads it: <c>group</c>, <c>turn</c> (Q, row by row), <c>centre</c> (Å from the box centre), and for others the <c>operators</c>.</summary>
public static class SymmetryFile
{
    private const string Expected = "the symmetry.json that flex3d symmetrise writes";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private sealed record Stored(string Group, double[] Turn, double[] Centre, double[][] Operators);

    /// <summary>Writes the file.</summary>
    public static void Write(string path, SymmetryFrame frame) => DurableFile.WriteText(path, JsonSerializer.Serialize(
        new Stored(frame.Group.Name, Numbers(frame.Turn), [frame.X, frame.Y, frame.Z], [.. frame.Operators.Select(g => Numbers(g))]), s_json) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">It is not such a file, or its turn is no rotation.</exception>
    public static SymmetryFrame Read(string path)
    {
        Stored? stored;
        try
        {
            stored = JsonSerializer.Deserialize<Stored>(Storage.ReadAll(path), s_json);
        }
        catch (JsonException e)
        {
            throw new InputException(path, e.LineNumber is { } line ? $"line {line + 1}" : null, e.Message, Expected);
        }
        if (stored is not { Group: not null, Turn.Length: 9, Centre.Length: 3 } || !stored.Turn.Concat(stored.Centre).All(double.IsFinite))
        {
            throw new InputException(path, null, "no group, turn of 9 numbers or centre of 3", Expected);
        }
        double[] t = stored.Turn;
        var turn = new Rotation(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8]);
        return IsRotation(turn) ? new SymmetryFrame(PointGroup.Parse(stored.Group), turn, stored.Centre[0], stored.Centre[1], stored.Centre[2])
            : throw new InputException(path, "turn", $"[{string.Join(", ", t)}]", "a rotation matrix");
    }

    private static bool IsRotation(in Rotation r)
    {
        double[] m = Numbers(r);
        for (int i = 0; i < 3; i++)
        {
            (double x, double y, double z) = r.Apply(m[3 * i], m[3 * i + 1], m[3 * i + 2]); // R times its own row i: e_i
            double[] product = [x, y, z];
            if (product.Index().Any(entry => Math.Abs(entry.Item - (entry.Index == i ? 1 : 0)) > 1e-6))
            {
                return false;
            }
        }
        return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]) > 0;
    }

    private static double[] Numbers(in Rotation r) => [r.M00, r.M01, r.M02, r.M10, r.M11, r.M12, r.M20, r.M21, r.M22];
}
