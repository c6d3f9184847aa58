using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Simulation;

/// <summary>Writes the ground truth of a simulation: maps, displacements, masks. <see cref="ParticleTruth"/> writes that of each particle.</summary>
internal static class SimulationTruth
{
    private const int MostAtoms = 2000;

    /// <summary>An atom counts as moving if its longest displacement is at least this fraction of the largest of all atoms.</summary>
    private const double MovingFraction = 0.25;
    private const double LeastMotionAngstrom = 0.5;

    /// <summary>Returns the coordinates at which truth is written if the user gives none.</summary>
    public static IReadOnlyList<double[]> DefaultCoordinates(IMotion motion, IReadOnlyList<CoordinateDistribution> distributions)
    {
        double[] rest = [.. distributions.Select(d => d.Span.Middle)];
        int[] moving = [.. Enumerable.Range(0, rest.Length).Where(d => distributions[d].Span is var s && s.High > s.Low)];
        double Along(int d, double t) => distributions[d].Span.Low + t * (distributions[d].Span.High - distributions[d].Span.Low);
        double[] With(params (int D, double T)[] values)
        {
            double[] at = (double[])rest.Clone();
            foreach ((int d, double t) in values)
            {
                at[d] = Math.Round(Math.Clamp(Along(d, t), motion.Ranges[d].Minimum, motion.Ranges[d].Maximum), 6);
            }
            return at;
        }
        return moving.Length switch
        {
            0 => [rest],
            1 => [.. Enumerable.Range(0, 7).Select(i => With((moving[0], i / 6.0)))],
            2 => [.. Enumerable.Range(0, 9).Select(i => With((moving[0], i / 3 / 2.0), (moving[1], i % 3 / 2.0)))],
            _ => [.. moving.SelectMany(d => (double[])[0, 1], (d, t) => With((d, t))).Prepend(rest)],
        };
    }

    /// <summary>Formats coordinates for a file or column name, such as "+10" or "+0.5_-1".</summary>
    public static string Label(double[] coordinates, char separator = '_') =>
        coordinates.Length == 0 ? "rest" : string.Join(separator, coordinates.Select(c => c.ToString("+0.###;-0.###;+0", CultureInfo.InvariantCulture)));

    /// <summary>Writes a CSV with x,y,z at rest (Å from the box centre) and the displacement at each truth coordinate, for every k-th atom (at most 2,000).</summary>
    public static void WriteAtoms(string path, SimulationFrame frame, double[][] displacements, IReadOnlyList<double[]> coordinates)
    {
        int atoms = frame.Rest.Length / 3, stride = (atoms + MostAtoms - 1) / MostAtoms;
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder("x,y,z");
        foreach (double[] at in coordinates)
        {
            string label = Label(at, ';').Replace("+", "", StringComparison.Ordinal);
            text.Append(c, $",dx@{label},dy@{label},dz@{label}");
        }
        text.Append('\n');
        for (int a = 0; a < atoms; a += stride)
        {
            text.Append(c, $"{frame.Rest[3 * a]:0.000},{frame.Rest[3 * a + 1]:0.000},{frame.Rest[3 * a + 2]:0.000}");
            foreach (double[] d in displacements)
            {
                text.Append(c, $",{d[3 * a]:0.000},{d[3 * a + 1]:0.000},{d[3 * a + 2]:0.000}");
            }
            text.Append('\n');
        }
        DurableFile.WriteText(path, text.ToString());
    }

    /// <summary>Returns displacements, [coordinate][atom][x, y, z]: the position of each atom minus its rest position.</summary>
    public static double[][] Displacements(SimulationFrame frame, IReadOnlyList<double[]> coordinates) =>
        [.. coordinates.Select(at =>
        {
            double[] positions = new double[frame.Rest.Length];
            frame.Place(at, positions);
            for (int i = 0; i < positions.Length; i++)
            {
                positions[i] -= frame.Rest[i];
            }
            return positions;
        })];

    /// <summary>Returns the longest displacement of each atom, Å.</summary>
    public static double[] Longest(double[][] displacements)
    {
        double[] longest = new double[displacements[0].Length / 3];
        foreach (double[] d in displacements)
        {
            for (int a = 0; a < longest.Length; a++)
            {
                longest[a] = Math.Max(longest[a], Math.Sqrt(d[3 * a] * d[3 * a] + d[3 * a + 1] * d[3 * a + 1] + d[3 * a + 2] * d[3 * a + 2]));
            }
        }
        return longest;
    }

    /// <summary>Makes a soft mask, at rest, of the atoms that move by a quarter or more of the largest displacement; null where that is under half an Å.</summary>
    public static DensityMap? MovingMask(SimulationFrame frame, double[] longest)
    {
        double largest = longest.Max();
        return largest < LeastMotionAngstrom ? null : frame.Mask([frame.RestCoordinates], a => longest[a] >= MovingFraction * largest);
    }
}
