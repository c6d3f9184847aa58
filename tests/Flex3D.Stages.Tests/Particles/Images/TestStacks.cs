using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Images;

/// <summary>Particle tables over stacks written for a test.</summary>
internal static class TestStacks
{
    /// <summary>One stack with these images, a particle each.</summary>
    public static ParticleTable One(string folder, IReadOnlyList<float[]> images, OpticsGroup? optics = null, int sign = 1)
    {
        string path = Write(Path.Combine(folder, "images.mrcs"), images);
        return new ParticleTable(Path.Combine(folder, "particles.star"), [path], [optics ?? SmallWorld.Optics()], Enumerable.Range(0, images.Count).Select(p => Particle(0, p, sign)));
    }

    public static string Write(string path, IReadOnlyList<float[]> images)
    {
        using MrcStackWriter writer = MrcStackWriter.Create(path, (int)Math.Sqrt(images[0].Length), SmallWorld.Pixel);
        foreach (float[] image in images)
        {
            writer.Append(image);
        }
        writer.Commit();
        return path;
    }

    public static Particle Particle(int stack, int slice, int sign = 1, int optics = 0) =>
        new(stack, slice, Rotation.FromEulerDegrees(31 * slice, 57 * slice, 13), 1.5, -2.5, 11000, 10000, 30, 0, 0, 1, sign, optics, 0, slice);

    public static float[] Noise(int box, int seed, double mean = 0, double deviation = 1) =>
        [.. Enumerable.Range(0, box * box).Select(i => (float)(mean + deviation * CounterRandom.Normal(8, 113, 0, (ulong)seed, (ulong)i)))];
}
