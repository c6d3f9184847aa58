using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Reads an image at points between its pixels, Σ_p k2(p − q) g(p), for the adjoints of <see cref="Splat"/>: from the image, or from a tile of it, to the same value.</summary>
/// <remarks>Taps outside the image are 0. A point that has no position is NaN.</remarks>
internal static class ImageSamples
{
    /// <summary>Reads the image's gradient at a point, from the tile where it holds the point.</summary>
    internal static float Value(ArrayView<float> gradient, int image, int n, ArrayView<float> tiles, int tile, in AdjointTile place, float x, float y)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y), value = 0;
        bool near = MathF.Abs(x) <= Vertices.Farthest && MathF.Abs(y) <= Vertices.Farthest;
        int column = near ? (int)floorX - 1 : 0, line = near ? (int)floorY - 1 : 0;
        if (!near || !place.Holds(column, line))
        {
            Sample(gradient, image, n, x, y, out value, out _, out _);
            return value;
        }
        Spline a = Spline.Weights(x - floorX), b = Spline.Weights(y - floorY);
        int at = place.At(tile, column, line), pitch = place.Pitch;
        value += b.W0 * Along(tiles, at, a);
        value += b.W1 * Along(tiles, at + pitch, a);
        value += b.W2 * Along(tiles, at + 2 * pitch, a);
        value += b.W3 * Along(tiles, at + 3 * pitch, a);
        return value;
    }

    private static float Along(ArrayView<float> tiles, int at, in Spline a) => tiles[at + 3] * a.W3 + (tiles[at + 2] * a.W2 + (tiles[at + 1] * a.W1 + tiles[at] * a.W0));

    /// <summary>Reads the derivatives of the image's gradient along x and y at a point, from the tile where it holds the point.</summary>
    internal static void Slopes(
        ArrayView<float> gradient, int image, int n, ArrayView<float> tiles, int tile, in AdjointTile place, float x, float y, out float alongX, out float alongY)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        bool near = MathF.Abs(x) <= Vertices.Farthest && MathF.Abs(y) <= Vertices.Farthest;
        int column = near ? (int)floorX - 1 : 0, line = near ? (int)floorY - 1 : 0;
        if (!near || !place.Holds(column, line))
        {
            Sample(gradient, image, n, x, y, out _, out alongX, out alongY);
            return;
        }
        Spline a = Spline.Weights(x - floorX), da = Spline.Slopes(x - floorX), b = Spline.Weights(y - floorY), db = Spline.Slopes(y - floorY);
        int at = place.At(tile, column, line), pitch = place.Pitch;
        alongX = 0;
        alongY = 0;
        SlopesOfLine(tiles, at, a, da, b.W0, db.W0, ref alongX, ref alongY);
        SlopesOfLine(tiles, at + pitch, a, da, b.W1, db.W1, ref alongX, ref alongY);
        SlopesOfLine(tiles, at + 2 * pitch, a, da, b.W2, db.W2, ref alongX, ref alongY);
        SlopesOfLine(tiles, at + 3 * pitch, a, da, b.W3, db.W3, ref alongX, ref alongY);
    }

    private static void SlopesOfLine(ArrayView<float> tiles, int at, in Spline a, in Spline da, float weight, float slope, ref float alongX, ref float alongY)
    {
        float g0 = tiles[at], g1 = tiles[at + 1], g2 = tiles[at + 2], g3 = tiles[at + 3];
        alongX += weight * (g3 * da.W3 + (g2 * da.W2 + (g1 * da.W1 + g0 * da.W0)));
        alongY += slope * (g3 * a.W3 + (g2 * a.W2 + (g1 * a.W1 + g0 * a.W0)));
    }

    /// <summary>Reads the image's gradient at a point, and its derivatives along x and y, from the image.</summary>
    internal static void Sample(ArrayView<float> gradient, int image, int n, float x, float y, out float value, out float alongX, out float alongY)
    {
        value = 0;
        alongX = 0;
        alongY = 0;
        if (!(MathF.Abs(x) <= Vertices.Farthest && MathF.Abs(y) <= Vertices.Farthest))
        {
            value = float.NaN;
            alongX = float.NaN;
            alongY = float.NaN;
            return;
        }
        if (!Splat.Touches(x, n) || !Splat.Touches(y, n))
        {
            return;
        }
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        Spline a = Spline.Weights(x - floorX), da = Spline.Slopes(x - floorX), b = Spline.Weights(y - floorY), db = Spline.Slopes(y - floorY);
        int column = (int)floorX - 1, line = (int)floorY - 1;
        SampleLine(gradient, image, line, column, n, a, da, b.W0, db.W0, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 1, column, n, a, da, b.W1, db.W1, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 2, column, n, a, da, b.W2, db.W2, ref value, ref alongX, ref alongY);
        SampleLine(gradient, image, line + 3, column, n, a, da, b.W3, db.W3, ref value, ref alongX, ref alongY);
    }

    private static void SampleLine(
        ArrayView<float> gradient, int image, int line, int column, int n, in Spline a, in Spline da, float weight, float slope,
        ref float value, ref float alongX, ref float alongY)
    {
        if (line < 0 || line >= n)
        {
            return;
        }
        int at = image + line * n;
        float g0 = Pixel(gradient, at, column, n), g1 = Pixel(gradient, at, column + 1, n), g2 = Pixel(gradient, at, column + 2, n), g3 = Pixel(gradient, at, column + 3, n);
        float along = g3 * a.W3 + (g2 * a.W2 + (g1 * a.W1 + g0 * a.W0));
        value += weight * along;
        alongX += weight * (g3 * da.W3 + (g2 * da.W2 + (g1 * da.W1 + g0 * da.W0)));
        alongY += slope * along;
    }

    private static float Pixel(ArrayView<float> gradient, int line, int column, int n) => column >= 0 && column < n ? gradient[line + column] : 0;
}
