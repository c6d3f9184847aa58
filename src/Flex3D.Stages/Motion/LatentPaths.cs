namespace Flex3D.Stages.Motion;

/// <summary>Computes latents at which maps are made: along an axis, on a grid, or along a path through given points.</summary>
public static class LatentPaths
{
    /// <summary>Computes mean and standard deviation of each coordinate over the particles.</summary>
    public static (double[] Mean, double[] Deviation) Spread(ReadOnlySpan<float> latents, int dimensions)
    {
        double[] mean = new double[dimensions], deviation = new double[dimensions];
        int count = latents.Length / dimensions;
        for (int i = 0; i < latents.Length; i++)
        {
            mean[i % dimensions] += latents[i] / (double)count;
        }
        for (int i = 0; i < latents.Length; i++)
        {
            deviation[i % dimensions] += Math.Pow(latents[i] - mean[i % dimensions], 2) / count;
        }
        return (mean, Array.ConvertAll(deviation, Math.Sqrt));
    }

    /// <summary>Returns the axes along which particles differ: those that training left in use, at least the first.</summary>
    /// <param name="deviation">Standard deviation of each coordinate over the particles.</param>
    public static int[] Used(ReadOnlySpan<double> deviation)
    {
        var used = new List<int>();
        for (int axis = 0; axis < deviation.Length; axis++)
        {
            if (axis == 0 || deviation[axis] > 0)
            {
                used.Add(axis);
            }
        }
        return [.. used];
    }

    /// <summary>Returns frames along one axis through <paramref name="middle"/>, evenly spaced over ±reach; if their number is odd, the middle frame is at it.</summary>
    /// <returns>[frame][K].</returns>
    public static float[] Axis(ReadOnlySpan<float> middle, int axis, double reach, int frames)
    {
        int k = middle.Length;
        float[] result = new float[frames * k];
        for (int frame = 0; frame < frames; frame++)
        {
            middle.CopyTo(result.AsSpan(frame * k, k));
            result[frame * k + axis] += frames == 1 ? 0 : (float)(reach * (2.0 * frame / (frames - 1) - 1));
        }
        return result;
    }

    /// <summary>Returns the nodes of a grid over two axes through <paramref name="middle"/>, evenly spaced over ±reach of each.</summary>
    /// <param name="middle">K values.</param>
    /// <param name="first">The first axis, its reach and the number of its nodes.</param>
    /// <param name="second">The same of the second axis.</param>
    /// <returns>[node][K], the second axis fastest.</returns>
    public static float[] Grid(ReadOnlySpan<float> middle, (int Axis, double Reach, int Nodes) first, (int Axis, double Reach, int Nodes) second)
    {
        float[] rows = Axis(middle, first.Axis, first.Reach, first.Nodes), columns = Axis(middle, second.Axis, second.Reach, second.Nodes);
        int k = middle.Length;
        float[] result = new float[first.Nodes * second.Nodes * k];
        for (int node = 0; node < first.Nodes * second.Nodes; node++)
        {
            rows.AsSpan(node / second.Nodes * k, k).CopyTo(result.AsSpan(node * k));
            result[node * k + second.Axis] = columns[node % second.Nodes * k + second.Axis];
        }
        return result;
    }

    /// <summary>Returns frames evenly spaced by length along the straight segments between <paramref name="points"/>, both ends included.</summary>
    /// <param name="points">[point][K], at least one.</param>
    /// <param name="dimensions">Latent dimension K.</param>
    /// <param name="frames">The number of frames, ≥ 1.</param>
    public static float[] Through(ReadOnlySpan<float> points, int dimensions, int frames)
    {
        int count = points.Length / dimensions;
        double[] length = new double[count];
        for (int p = 1; p < count; p++)
        {
            double square = 0;
            for (int k = 0; k < dimensions; k++)
            {
                square += Math.Pow(points[p * dimensions + k] - points[(p - 1) * dimensions + k], 2);
            }
            length[p] = length[p - 1] + Math.Sqrt(square);
        }
        float[] result = new float[frames * dimensions];
        for (int frame = 0; frame < frames; frame++)
        {
            double at = frames == 1 ? 0 : length[^1] * frame / (frames - 1);
            int piece = 1;
            while (piece < count - 1 && length[piece] < at)
            {
                piece++;
            }
            int from = Math.Min(piece - 1, count - 1), to = Math.Min(piece, count - 1);
            double part = length[to] > length[from] ? (at - length[from]) / (length[to] - length[from]) : 0;
            for (int k = 0; k < dimensions; k++)
            {
                double a = points[from * dimensions + k], b = points[to * dimensions + k];
                result[frame * dimensions + k] = (float)(a + part * (b - a));
            }
        }
        return result;
    }
}
