using System.Numerics;

namespace Flex3D.Stages.Rendering;

/// <summary>Some rows of samples of a picture: at each, the triangle that is nearest to the viewer.</summary>
/// <remarks>A sample is its centre. What a row holds does not depend on the other rows of the buffer, so that a picture may be drawn in strips.</remarks>
internal sealed class DepthBuffer(int width, int height)
{
    private readonly float[] _depth = new float[width * height];
    private readonly int[] _triangle = new int[width * height];
    private int _first;

    /// <summary>The number of the triangle at a sample; −1 for none.</summary>
    /// <param name="column">Column.</param>
    /// <param name="row">Row of the picture, one of the buffer's.</param>
    public int TriangleAt(int column, int row) => _triangle[(row - _first) * width + column];

    /// <summary>The depth at a sample, Å towards the viewer; −∞ where nothing is, and beyond the buffer.</summary>
    public float DepthAt(int column, int row) =>
        column >= 0 && column < width && row >= _first && row < _first + height ? _depth[(row - _first) * width + column] : float.NegativeInfinity;

    /// <summary>Empties the buffer.</summary>
    /// <param name="firstRow">The row of the picture that is the buffer's first.</param>
    public void Clear(int firstRow = 0)
    {
        _first = firstRow;
        Array.Fill(_depth, float.NegativeInfinity);
        Array.Fill(_triangle, -1);
    }

    /// <summary>Draws the triangles of a closed surface that face the viewer; of two as near as each other the first is kept.</summary>
    /// <param name="points">As of <see cref="Camera.Project"/>.</param>
    /// <param name="triangles">Numbers of points, [triangle][3].</param>
    public void Draw(Vector3[] points, int[] triangles)
    {
        int end = _first + height;
        for (int t = 0; t < triangles.Length; t += 3)
        {
            Vector3 a = points[triangles[t]], b = points[triangles[t + 1]], c = points[triangles[t + 2]];
            float low = MathF.Min(a.Y, MathF.Min(b.Y, c.Y)), high = MathF.Max(a.Y, MathF.Max(b.Y, c.Y));
            if (!(high > _first && low < end))
            {
                continue;
            }
            float area = Cross(a, b, c);
            if (area >= 0)
            {
                continue; // seen from behind: rows go down, so that corners which go round anticlockwise have a negative area
            }
            float share = 1 / area;
            int top = Math.Max(_first, (int)MathF.Ceiling(low - 0.5f)), bottom = Math.Min(end - 1, (int)MathF.Floor(high - 0.5f));
            int left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, MathF.Min(b.X, c.X)) - 0.5f));
            int right = Math.Min(width - 1, (int)MathF.Floor(MathF.Max(a.X, MathF.Max(b.X, c.X)) - 0.5f));
            for (int row = top; row <= bottom; row++)
            {
                for (int column = left; column <= right; column++)
                {
                    var at = new Vector3(column + 0.5f, row + 0.5f, 0);
                    float wa = Cross(at, b, c) * share, wb = Cross(at, c, a) * share, wc = 1 - wa - wb;
                    if (wa < 0 || wb < 0 || wc < 0)
                    {
                        continue;
                    }
                    float depth = wa * a.Z + wb * b.Z + wc * c.Z;
                    int sample = (row - _first) * width + column;
                    if (depth > _depth[sample])
                    {
                        (_depth[sample], _triangle[sample]) = (depth, t / 3);
                    }
                }
            }
        }
    }

    /// <summary>Returns the weights of the corners of a triangle at the centre of a sample.</summary>
    public static (float A, float B, float C) Weights(Vector3 a, Vector3 b, Vector3 c, int column, int row)
    {
        var at = new Vector3(column + 0.5f, row + 0.5f, 0);
        float area = Cross(a, b, c), wa = Cross(at, b, c) / area, wb = Cross(at, c, a) / area;
        return (wa, wb, 1 - wa - wb);
    }

    // Twice the area of a triangle in the picture, signed.
    private static float Cross(Vector3 a, Vector3 b, Vector3 c) => (b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y);
}
