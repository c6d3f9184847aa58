using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Focus;

/// <summary>Reads where the rows of a focused table come from, and how the first run's flow carries the region in each.</summary>
public static class FocusedRows
{
    /// <summary>Returns the row of the first run's particle file, and the motion x → R x + t, by row of the table.</summary>
    /// <exception cref="InputException">The file is not a table that <see cref="FocusedTable"/> wrote.</exception>
    public static IReadOnlyList<(int Row, RigidMotion Carried)> Read(string path)
    {
        string block = StarParticles.Survey(path).Block;
        using StarReader reader = StarReader.Open(path);
        var rows = new List<(int, RigidMotion)>();
        while (reader.ReadTable())
        {
            if (reader.Block != block || reader.IndexOf("rlnImageName") < 0)
            {
                continue;
            }
            int row = Column(FocusedTable.RowLabel);
            int[] turn = [.. Enumerable.Range(0, 3).Select(axis => Column(FocusedTable.TurnLabel + axis))], shift = [.. Enumerable.Range(0, 3).Select(axis => Column(FocusedTable.ShiftLabel + axis))];
            while (reader.ReadRow())
            {
                rows.Add(((int)reader.Number(row), new RigidMotion(
                    Rotation.FromVector(reader.Number(turn[0]), reader.Number(turn[1]), reader.Number(turn[2])), reader.Number(shift[0]), reader.Number(shift[1]), reader.Number(shift[2]))));
            }
        }
        return rows;

        int Column(string label) => reader.IndexOf(label) is >= 0 and var at ? at
            : throw new InputException(path, $"line {reader.TableLine}", $"no column _{label}", "the table that flex3d focus wrote", "run flex3d focus again");
    }
}
