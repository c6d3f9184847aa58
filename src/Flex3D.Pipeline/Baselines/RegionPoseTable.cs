using System.Globalization;
using Flex3D.Stages.Files;
using Flex3D.Stages.LocalRefinement;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Writes the turn and shift of a region in each particle.</summary>
internal static class RegionPoseTable
{
    /// <summary>
    /// Writes <c>particle,half,turn_x,turn_y,turn_z,shift_x,shift_y</c>: row of the particle table from 0, half-set, rotation vector about the map's axes in degrees, by which the region turns
    /// about its centre before it is posed, and the shift of its projection, Å.
    /// </summary>
    public static void Write(string path, RegionPoses poses, BaselineRun run)
    {
        byte[] halves = run.Particles.Plan.HalfSets();
        double pixel = run.Prepared.PixelSizeAngstrom;
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write("particle,half,turn_x,turn_y,turn_z,shift_x,shift_y\n");
            for (int p = 0; p < poses.Count; p++)
            {
                ReadOnlySpan<float> pose = poses[p];
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{run.Particles.Table[p].SourceRow},{halves[p]},{Degrees(pose[0]):0.###},{Degrees(pose[1]):0.###},{Degrees(pose[2]):0.###},{pose[3] * pixel:0.###},{pose[4] * pixel:0.###}\n"));
            }
        });

        static double Degrees(float radians) => radians * 180 / Math.PI;
    }
}
