using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Local;

/// <summary>The centres of local windows: a cubic lattice through the box centre, of which only the points beside voxels of the mask are used.</summary>
internal sealed class WindowGrid
{
    private readonly DensityMap _mask;
    private readonly int _first, _edge, _step;
    private readonly int[] _number; // of each lattice point; −1 where it is not used

    /// <param name="mask">Values above <see cref="Support"/> get a value.</param>
    /// <param name="step">Spacing of the lattice, voxels.</param>
    public WindowGrid(DensityMap mask, int step)
    {
        int n = mask.Box, middle = n / 2;
        (_mask, _step) = (mask, step);
        _first = middle - step * ((middle + step - 1) / step);
        _edge = (n - 1 - _first) / step + 2;
        _number = new int[_edge * _edge * _edge];
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] > Support)
            {
                int lowest = Lowest(i % n, i / n % n, i / n / n);
                for (int corner = 0; corner < 8; corner++)
                {
                    _number[lowest + Offset(corner)] = 1;
                }
            }
        }
        var centres = new List<(int, int, int)>();
        for (int i = 0; i < _number.Length; i++)
        {
            bool used = _number[i] == 1;
            _number[i] = used ? centres.Count : -1;
            if (used)
            {
                centres.Add((_first + step * (i / _edge / _edge), _first + step * (i / _edge % _edge), _first + step * (i % _edge)));
            }
        }
        Centres = centres;
    }

    /// <summary>Voxels of the mask above this belong to it.</summary>
    public const float Support = 0.01f;

    /// <summary>The centres, voxels; those beside an edge of the box may lie a little outside.</summary>
    public IReadOnlyList<(int Z, int Y, int X)> Centres { get; }

    /// <summary>Interpolates values at the centres linearly along each axis; 0 outside the mask.</summary>
    public DensityMap Interpolate(double[] values, int parallelism)
    {
        int n = _mask.Box;
        var result = new DensityMap(n, _mask.PixelSizeAngstrom);
        Parallel.For(0, n, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, z =>
        {
            for (int i = z * n * n; i < (z + 1) * n * n; i++)
            {
                if (_mask.Values[i] > Support)
                {
                    result.Values[i] = (float)At(values, i % n, i / n % n, z);
                }
            }
        });
        return result;
    }

    private double At(double[] values, int x, int y, int z)
    {
        int lowest = Lowest(x, y, z);
        double u = Part(x), v = Part(y), w = Part(z), sum = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            double weight = ((corner & 1) == 0 ? 1 - u : u) * ((corner & 2) == 0 ? 1 - v : v) * ((corner & 4) == 0 ? 1 - w : w);
            sum += weight * values[_number[lowest + Offset(corner)]];
        }
        return sum;

        double Part(int at) => (at - _first) % _step / (double)_step;
    }

    private int Lowest(int x, int y, int z) => ((z - _first) / _step * _edge + (y - _first) / _step) * _edge + (x - _first) / _step;

    private int Offset(int corner) => (corner & 1) + (corner >> 1 & 1) * _edge + (corner >> 2) * _edge * _edge;
}
