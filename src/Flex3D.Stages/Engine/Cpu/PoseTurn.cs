using System.Numerics;
using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>The derivatives of a projection along turns of the molecule about the map's axes, A → A·exp([ω]×), from three images in the view's frame.</summary>
/// <remarks>
/// <para>A pose is q = M u + c with the rows m₁, m₂ of M = A/a, and a turn about e moves a point u by M(e × u). The viewing direction is w = (m₁ × m₂)/d, d = |m₁ × m₂|.</para>
/// <para>About w itself a point moves as its place in the image says: M(w × u) = G(q − c), G = [m₁·m₂, −m₁·m₁; m₂·m₂, −m₁·m₂]/d. About an axis e across w it moves in proportion to its
/// depth ζ = w·u: M(e × u) = ζ·M(e × w). An axis of the map is the sum of both, e_j = w_j w + e_j⊥, so that with the images Z along the spin about w, and D_x and D_y of
/// <see cref="ConvectionTangents"/>, ∂image/∂ω_j = w_j Z + (w × m₁)_j D_x + (w × m₂)_j D_y.</para>
/// <para>M may be any of rank two; a pose of lower rank has no viewing direction, and its derivatives are NaN.</para>
/// </remarks>
internal readonly struct PoseTurn
{
    private readonly Vector3 _view, _alongX, _alongY;

    /// <param name="pose">Of <see cref="ImageShard.PoseLength"/> numbers.</param>
    public PoseTurn(ReadOnlySpan<float> pose)
    {
        Vector3 x = new(pose), y = new(pose[3..]), across = Vector3.Cross(x, y);
        float d = across.Length();
        _view = across / d;
        (_alongX, _alongY) = (Vector3.Cross(_view, x), Vector3.Cross(_view, y));
        Spin = new(Vector3.Dot(x, y) / d, -x.LengthSquared() / d, y.LengthSquared() / d, -Vector3.Dot(x, y) / d, pose[6], pose[7]);
    }

    /// <summary>G, and the image point of the axis.</summary>
    public ImageSpin Spin { get; }

    /// <summary>Computes the depths ζ of the vertices, Å.</summary>
    /// <param name="rest">[3][count], Å.</param>
    /// <param name="deformed">Positions of the first vertices, which the flow has moved, [3][moving], Å; empty for no flow.</param>
    /// <param name="depths">Receives [count].</param>
    public void Depths(ReadOnlySpan<float> rest, ReadOnlySpan<float> deformed, Span<float> depths)
    {
        int count = depths.Length, moving = deformed.Length / 3;
        for (int v = 0; v < moving; v++)
        {
            depths[v] = _view.X * deformed[v] + _view.Y * deformed[moving + v] + _view.Z * deformed[2 * moving + v];
        }
        for (int v = moving; v < count; v++)
        {
            depths[v] = _view.X * rest[v] + _view.Y * rest[count + v] + _view.Z * rest[2 * count + v];
        }
    }

    /// <summary>Replaces the images Z, D_x and D_y by the derivatives in ω.</summary>
    /// <param name="images">[3][pixel].</param>
    public void Mix(Span<float> images)
    {
        int pixels = images.Length / 3, i = 0;
        Span<float> first = images[..pixels], second = images.Slice(pixels, pixels), third = images.Slice(2 * pixels, pixels);
        for (; i <= pixels - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> z = new(first[i..]), x = new(second[i..]), y = new(third[i..]);
            (_view.X * z + _alongX.X * x + _alongY.X * y).CopyTo(first[i..]);
            (_view.Y * z + _alongX.Y * x + _alongY.Y * y).CopyTo(second[i..]);
            (_view.Z * z + _alongX.Z * x + _alongY.Z * y).CopyTo(third[i..]);
        }
        for (; i < pixels; i++)
        {
            (float z, float x, float y) = (first[i], second[i], third[i]);
            first[i] = _view.X * z + _alongX.X * x + _alongY.X * y;
            second[i] = _view.Y * z + _alongX.Y * x + _alongY.Y * y;
            third[i] = _view.Z * z + _alongX.Z * x + _alongY.Z * y;
        }
    }
}
