using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Orientations;

/// <summary>Orientations spread evenly over all of SO(3): views on a <see cref="GoldenSpiral"/>, each turned about itself in equal steps.</summary>
internal static class OrientationGrid
{
    /// <summary>Returns the orientations, each taking the map's coordinates to an image's.</summary>
    /// <param name="stepDegrees">About the angle between neighbours, degrees, above 0.</param>
    public static Rotation[] Of(double stepDegrees)
    {
        double step = stepDegrees * Math.PI / 180;
        int views = (int)Math.Ceiling(4 * Math.PI / (step * step)), turns = (int)Math.Ceiling(2 * Math.PI / step);
        var all = new Rotation[views * turns];
        for (int view = 0; view < views; view++)
        {
            (double x, double y, double z) = GoldenSpiral.At(view, 1 - (2 * view + 1.0) / views);
            double rot = Math.Atan2(y, x) * 180 / Math.PI, tilt = Math.Acos(Math.Clamp(z, -1, 1)) * 180 / Math.PI;
            for (int turn = 0; turn < turns; turn++)
            {
                all[view * turns + turn] = Rotation.FromEulerDegrees(rot, tilt, 360.0 * turn / turns);
            }
        }
        return all;
    }
}
