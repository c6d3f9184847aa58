namespace Flex3D.Stages.Maps;

/// <summary>The exact Euclidean distance transform.</summary>
internal static class DistanceTransform
{
    /// <summary>Computes, for each voxel of an N³ volume, the squared distance, in voxels, to the nearest voxel that is set (0 there; infinity where none is set).</summary>
    /// <remarks>Separable lower envelopes of parabolas, O(N³) (Felzenszwalb &amp; Huttenlocher 2012, "Distance transforms of sampled functions").</remarks>
    /// <param name="set">[z][y][x].</param>
    /// <param name="box">N, voxels along each edge.</param>
    public static float[] Squared(ReadOnlySpan<bool> set, int box)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(set.Length, box * box * box);
        float[] distance = new float[set.Length];
        for (int i = 0; i < distance.Length; i++)
        {
            distance[i] = set[i] ? 0 : float.PositiveInfinity;
        }
        var line = new Envelope(box);
        for (int a = 0; a < box; a++)
        {
            for (int b = 0; b < box; b++)
            {
                line.Apply(distance.AsSpan((a * box + b) * box), 1);
            }
        }
        for (int z = 0; z < box; z++)
        {
            for (int x = 0; x < box; x++)
            {
                line.Apply(distance.AsSpan(z * box * box + x), box);
            }
        }
        for (int yx = 0; yx < box * box; yx++)
        {
            line.Apply(distance.AsSpan(yx), box * box);
        }
        return distance;
    }

    private sealed class Envelope(int n)
    {
        private readonly float[] _values = new float[n];
        private readonly int[] _apex = new int[n];
        private readonly double[] _from = new double[n + 1];

        public void Apply(Span<float> line, int stride)
        {
            int last = -1;
            for (int q = 0; q < n; q++)
            {
                float f = _values[q] = line[q * stride];
                if (float.IsPositiveInfinity(f))
                {
                    continue;
                }
                double at = double.NegativeInfinity;
                while (last >= 0)
                {
                    int p = _apex[last];
                    at = ((f + (double)q * q) - (_values[p] + (double)p * p)) / (2.0 * (q - p));
                    if (at > _from[last])
                    {
                        break;
                    }
                    last--;
                    at = double.NegativeInfinity;
                }
                last++;
                _apex[last] = q;
                _from[last] = at;
            }
            if (last < 0)
            {
                return;
            }
            for (int q = 0, k = 0; q < n; q++)
            {
                while (k < last && _from[k + 1] < q)
                {
                    k++;
                }
                int p = _apex[k];
                line[q * stride] = (float)((double)(q - p) * (q - p) + _values[p]);
            }
        }
    }
}
