using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Flex3D.Stages.Symmetry;

/// <summary>Finds where the axes of a point group lie in a map.</summary>
/// <remarks>
/// The score of a frame is the mean, over generators g of the group, of the correlation of the map with itself turned by g; a map that is turned by all
/// generators to itself is turned by the whole group. Directions of the main axis over half a sphere, and turns about it, are tried on a map of at most
/// 32 voxels; the best are refined together with the fixed point by the simplex of Nelder and Mead (1965), there and then at 64.
/// </remarks>
public static class SymmetryFinder
{
    private const int CoarseBox = 32, FineBox = 64, Directions = 500, Refined = 8, Steps = 400;
    private const double SpinStep = 10 * Math.PI / 180;
    private const double LeastPrecision = 1e-5;

    /// <summary>Finds the frame.</summary>
    /// <param name="group">The group; not C1.</param>
    /// <param name="map">The map, times its mask.</param>
    /// <param name="threads">The number of threads, which does not change the result.</param>
    /// <returns>The frame, and its score, −1 to 1, at a voxel of 1/64 of the box or the map's own.</returns>
    public static (SymmetryFrame Frame, double Score) Find(PointGroup group, DensityMap map, int threads)
    {
        var coarse = new Overlap(Small(map, CoarseBox, threads));
        SymmetryFrame[] tried = [.. Grid(group)];
        double[] scores = new double[tried.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        Parallel.For(0, tried.Length, parallel, i => scores[i] = coarse.Of(tried[i]));
        SymmetryFrame[] best = [.. Enumerable.Range(0, tried.Length).OrderByDescending(i => scores[i]).Take(Refined).Select(i => tried[i])];
        Parallel.For(0, best.Length, parallel, i => best[i] = Refine(coarse, best[i]));
        SymmetryFrame found = best.MaxBy(coarse.Of)!;
        var fine = new Overlap(Small(map, FineBox, threads));
        found = Refine(fine, found);
        return (found, fine.Of(found));
    }

    private static DensityMap Small(DensityMap map, int box, int threads) =>
        map.Box <= box ? map : MapResampling.Density(map, box, map.Box * map.PixelSizeAngstrom / box, threads);

    // The given setting first, then directions of a Fibonacci spiral over half a sphere; turns about an n-fold axis repeat after 360°/n, and do not count where it is the only axis.
    private static IEnumerable<SymmetryFrame> Grid(PointGroup group)
    {
        bool axial = group.Generators.Count == 1 && group.Name[0] == 'C';
        double period = 2 * Math.PI / group.MainFold;
        int spins = axial ? 1 : (int)Math.Ceiling(period / SpinStep);
        yield return SymmetryFrame.Standard(group);
        for (int i = 0; i < Directions; i++)
        {
            double tilt = Math.Acos(1 - (i + 0.5) / Directions), azimuth = Math.PI * (1 + Math.Sqrt(5)) * i;
            Rotation direction = Rotation.FromVector(-tilt * Math.Sin(azimuth), tilt * Math.Cos(azimuth), 0);
            for (int s = 0; s < spins; s++)
            {
                yield return new SymmetryFrame(group, direction.Times(Rotation.FromVector(0, 0, s * period / spins)), 0, 0, 0);
            }
        }
    }

    private static SymmetryFrame Refine(Overlap overlap, SymmetryFrame from)
    {
        double pixel = overlap.PixelSizeAngstrom, radian = 2.0 / overlap.Box; // a turn by which the middle of the map moves by about half a voxel
        SymmetryFrame At(Vector<double> p) => new(
            from.Group, Rotation.FromVector(p[0] * radian, p[1] * radian, p[2] * radian).Times(from.Turn), from.X + p[3] * pixel, from.Y + p[4] * pixel, from.Z + p[5] * pixel);
        IObjectiveFunction loss = ObjectiveFunction.Value(p => -overlap.Of(At(p)));
        Vector<double> start = Vector<double>.Build.Dense(6), first = Vector<double>.Build.Dense(6, 1.0);
        try
        {
            return At(NelderMeadSimplex.Minimum(loss, start, first, LeastPrecision, Steps).MinimizingPoint);
        }
        catch (MaximumIterationsException)
        {
            return from; // a frame that does not settle is none; the others of the best are at hand
        }
    }

    /// <summary>Correlates a map with itself, turned.</summary>
    private sealed class Overlap
    {
        private const float Counted = 0.05f; // of the largest density

        private readonly SplineMap _map;
        private readonly List<(double X, double Y, double Z, float Value)> _voxels = [];

        public Overlap(DensityMap map)
        {
            (_map, Box, PixelSizeAngstrom) = (new SplineMap(map, 1), map.Box, map.PixelSizeAngstrom);
            int n = map.Box;
            float least = Counted * map.Values.Max(Math.Abs);
            for (int i = 0; i < map.Values.Length; i++)
            {
                if (Math.Abs(map.Values[i]) > least)
                {
                    _voxels.Add((i % n - n / 2, i / n % n - n / 2, i / (n * n) - n / 2, map.Values[i]));
                }
            }
        }

        public int Box { get; }

        public double PixelSizeAngstrom { get; }

        public double Of(SymmetryFrame frame)
        {
            double sum = 0;
            int count = 0;
            foreach (Rotation g in frame.Generators)
            {
                (double ox, double oy, double oz) = frame.Offset(g);
                (ox, oy, oz) = (ox / PixelSizeAngstrom, oy / PixelSizeAngstrom, oz / PixelSizeAngstrom);
                double cross = 0, own = 0, turned = 0;
                foreach ((double x, double y, double z, float value) in _voxels)
                {
                    (double px, double py, double pz) = g.Apply(x, y, z);
                    double other = _map.At(px + ox, py + oy, pz + oz);
                    cross += value * other;
                    own += value * value;
                    turned += other * other;
                }
                sum += cross / Math.Sqrt(Math.Max(own * turned, double.Epsilon));
                count++;
            }
            return sum / Math.Max(1, count);
        }
    }
}
