using System.Runtime.CompilerServices;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Convection;

/// <summary>The velocity of an image's points as the molecule turns about the viewing direction, in pixels per radian: (XX·x + XY·y, YX·x + YY·y), x and y counted from the axis.</summary>
/// <param name="CentreX">Where the axis meets the image, pixels.</param>
/// <param name="CentreY">Like <paramref name="CentreX"/>.</param>
internal readonly record struct ImageSpin(float XX, float XY, float YX, float YY, float CentreX, float CentreY)
{
    /// <summary>Computes the velocity of points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Velocity<TLane>(TLane x, TLane y, out TLane alongX, out TLane alongY)
        where TLane : unmanaged, IArithmeticLane<TLane>
    {
        (x, y) = (x - TLane.All(CentreX), y - TLane.All(CentreY));
        alongX = TLane.Fma(TLane.All(XY), y, TLane.All(XX) * x);
        alongY = TLane.Fma(TLane.All(YY), y, TLane.All(YX) * x);
    }
}
