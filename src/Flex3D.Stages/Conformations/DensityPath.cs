using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Conformations;

/// <summary>A path in latent space from one place to another that goes where particles are.</summary>
/// <remarks>
/// A straight line between two conformations may lead through latents that no particle has. This path is the shortest one over a graph of neighbouring particles, as cryoDRGN's graph
/// traversal (Zhong et al., Nature Methods 18, 176, 2021), but edges cost more where particles are few (<see cref="LatentGraph"/>), and the path is smoothed: each point becomes the mean of its neighbours along the path,
/// weighted with a Gaussian that is about as wide as the distance of neighbouring particles and narrows towards both ends, which stay.
/// </remarks>
/// <param name="Latents">[frame][K], evenly spaced along the path.</param>
/// <param name="Gap">The longest step between neighbours on the path, as a multiple of the usual distance of a particle to its tenth neighbour.</param>
public sealed record DensityPath(float[] Latents, double Gap)
{
    private const int MostSampled = 10_000, FewestPoints = 200, MostPoints = 2000;
    private const double SmoothedReaches = 3, SmoothedShare = 0.1;

    /// <summary>Finds the path through some places in order.</summary>
    /// <param name="latents">The particles' latents, [particle][K].</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="places">[place][K], at least two.</param>
    /// <param name="frames">The number of frames, ≥ 1; the first is at the first place and the last at the last.</param>
    public static DensityPath Through(ReadOnlySpan<float> latents, int dimensions, float[] places, int frames)
    {
        float[] sample = LatentSample.Of(latents, dimensions, LatentSample.Numbers(latents.Length / dimensions, MostSampled));
        int sampled = sample.Length / dimensions, points = Math.Clamp(4 * frames, FewestPoints, MostPoints);
        float[] all = [.. sample, .. places];
        var graph = new LatentGraph(all, dimensions);
        var path = new List<float>();
        double gap = 0;
        for (int leg = 1; leg < places.Length / dimensions; leg++)
        {
            int[] nodes = graph.Path(sampled + leg - 1, sampled + leg);
            for (int i = 1; i < nodes.Length; i++)
            {
                gap = Math.Max(gap, graph.Distance(nodes[i - 1], nodes[i]) / graph.TypicalReach);
            }
            float[] fine = LatentPaths.Through(LatentSample.Of(all, dimensions, nodes), dimensions, points);
            path.AddRange(Smooth(fine, dimensions, SmoothedReaches * nodes.Average(graph.ReachOf)));
        }
        float[] found = LatentPaths.Through(path.ToArray(), dimensions, frames);
        places.AsSpan(0, dimensions).CopyTo(found);
        if (frames > 1)
        {
            places.AsSpan(places.Length - dimensions).CopyTo(found.AsSpan(found.Length - dimensions)); // without rounding
        }
        return new DensityPath(found, gap);
    }

    // Points are evenly spaced along the path; width is the standard deviation of the Gaussian.
    private static float[] Smooth(float[] points, int k, double width)
    {
        int last = points.Length / k - 1;
        double length = 0;
        for (int i = k; i < points.Length; i += k)
        {
            double square = 0;
            for (int axis = 0; axis < k; axis++)
            {
                square += Math.Pow((double)points[i + axis] - points[i - k + axis], 2);
            }
            length += Math.Sqrt(square);
        }
        double widest = length > 0 ? Math.Min(width / length, SmoothedShare) * last : 0; // in points
        float[] smooth = [.. points];
        for (int i = 1; i < last; i++)
        {
            int ends = Math.Min(i, last - i);
            double deviation = Math.Min(widest, ends / 3.0), total = 0;
            double[] sum = new double[k];
            for (int j = i - ends; deviation > 0 && j <= i + ends; j++)
            {
                double weight = Math.Exp(-(i - j) * (i - j) / (2 * deviation * deviation));
                total += weight;
                for (int axis = 0; axis < k; axis++)
                {
                    sum[axis] += weight * points[j * k + axis];
                }
            }
            for (int axis = 0; total > 0 && axis < k; axis++)
            {
                smooth[i * k + axis] = (float)(sum[axis] / total);
            }
        }
        return smooth;
    }
}
