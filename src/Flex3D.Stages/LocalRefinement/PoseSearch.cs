using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Inference;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Finds the turn and shift of a region from which its image is refined: turns on a lattice, and for each of them every shift at once. Not thread-safe.</summary>
/// <remarks>
/// For a turn with the raw splat S, the loss at a shift t is c − s·x(t) + ½s²⟨WS, S⟩, with the cross-correlation x = F⁻¹(B S*), so that one transform gives it at every whole pixel.
/// Turns lie on a cubic lattice of rotation vectors within the largest turn; its step is half of that or 7.5°, whichever is less, but no less than a quarter: 33 to 257 turns.
/// </remarks>
internal sealed class PoseSearch
{
    private const double StepDegrees = 7.5;

    private readonly DensityProjector _projector;
    private readonly List<(double X, double Y, double Z)> _turns;

    /// <param name="problem">The region's voxels.</param>
    /// <param name="mostRadians">The largest turn.</param>
    public PoseSearch(EngineProblem problem, double mostRadians) => (_projector, _turns) = (new DensityProjector(problem), Lattice(mostRadians));

    /// <summary>Lists the turns that are tried, rotation vectors in radians.</summary>
    internal static List<(double X, double Y, double Z)> Lattice(double mostRadians)
    {
        double step = Math.Max(mostRadians / 4, Math.Min(mostRadians / 2, StepDegrees * Math.PI / 180));
        int reach = (int)Math.Floor(mostRadians / step + 1e-9);
        var turns = new List<(double, double, double)>();
        for (int z = -reach; z <= reach; z++)
        {
            for (int y = -reach; y <= reach; y++)
            {
                for (int x = -reach; x <= reach; x++)
                {
                    if (x * x + y * y + z * z <= reach * reach)
                    {
                        turns.Add((step * x, step * y, step * z));
                    }
                }
            }
        }
        return turns;
    }

    /// <summary>Improves the offset of an image, if a turn of the lattice, or a shift by whole pixels from the present one, has a lower loss.</summary>
    /// <param name="density">The region's density.</param>
    /// <param name="given">The pose of the region at its given place.</param>
    /// <param name="offset">Turn and shift, <see cref="OwnState.OffsetLength"/> numbers; replaced by better ones.</param>
    public void Improve(ReadOnlySpan<float> density, ImageShard shard, int image, ReadOnlySpan<float> given, in OwnPriors priors, double mostPixels, Span<double> offset)
    {
        Span<double> best = stackalloc double[OwnState.OffsetLength], tried = stackalloc double[OwnState.OffsetLength];
        offset.CopyTo(best);
        double least = double.PositiveInfinity;
        Try(density, shard, image, given, priors, mostPixels, offset, best, ref least);
        foreach ((double x, double y, double z) in _turns)
        {
            tried.Clear();
            (tried[0], tried[1], tried[2]) = (x, y, z);
            Try(density, shard, image, given, priors, mostPixels, tried, best, ref least);
        }
        best.CopyTo(offset);
    }

    // Tries one turn with every shift by whole pixels from that of the offset.
    private void Try(ReadOnlySpan<float> density, ImageShard shard, int image, ReadOnlySpan<float> given, in OwnPriors priors, double mostPixels, ReadOnlySpan<double> offset, Span<double> best, ref double least)
    {
        Span<float> pose = stackalloc float[ImageShard.PoseLength];
        OwnState.Pose(given, offset, pose);
        _projector.Project(density, pose);
        (float[] re, float[] im) = (_projector.Real, _projector.Imaginary);
        int n = _projector.Box, length = shard.SpectrumLength, reach = Math.Min(n / 2 - 1, (int)Math.Ceiling(mostPixels + 1));
        ReadOnlySpan<float> targetRe = shard.TargetReal.AsSpan(image * length, length), targetIm = shard.TargetImaginary.AsSpan(image * length, length);
        double power = SpectrumLoss.Inner(n, re, im, targetRe, targetIm, shard.Weight.AsSpan(image * length, length)).Power;
        for (int k = 0; k < length; k++)
        {
            (float a, float b) = (re[k], im[k]);
            (re[k], im[k]) = (targetRe[k] * a + targetIm[k] * b, targetIm[k] * a - targetRe[k] * b);
        }
        float[] correlation = _projector.Inverse();
        double s = shard.Contrast[image], still = 0.5 * s * s * power + Energy(offset[..3], priors.RotationRadians);
        for (int y = -reach; y <= reach; y++)
        {
            for (int x = -reach; x <= reach; x++)
            {
                double shiftX = offset[3] + x, shiftY = offset[4] + y, square = shiftX * shiftX + shiftY * shiftY;
                if (square > mostPixels * mostPixels && (x, y) != (0, 0))
                {
                    continue;
                }
                double loss = still - s * correlation[((y + n) % n) * n + (x + n) % n] + 0.5 * square / (priors.ShiftPixels * priors.ShiftPixels);
                if (loss < least)
                {
                    least = loss;
                    offset.CopyTo(best);
                    (best[3], best[4]) = (shiftX, shiftY);
                }
            }
        }
    }

    private static double Energy(ReadOnlySpan<double> turn, double deviation) => 0.5 * (turn[0] * turn[0] + turn[1] * turn[1] + turn[2] * turn[2]) / (deviation * deviation);
}
