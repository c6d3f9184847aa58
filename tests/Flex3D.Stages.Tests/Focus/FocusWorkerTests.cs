using Flex3D.Stages.Faults;
using Flex3D.Stages.Focus;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Focus;

/// <summary>The rest of a molecule of blobs that turns and shifts is taken out of images that closed formulas made.</summary>
public sealed class FocusWorkerTests
{
    private const int Pixels = TurningMolecule.Box * TurningMolecule.Box;
    private static readonly TurningMolecule s_molecule = new();

    [Fact]
    public void What_is_left_is_the_region_as_it_is_in_the_particle_with_noise_and_background_untouched()
    {
        (float[] images, _) = Focused(Raw(noise: 1));
        double left = 0, rest = 0;
        for (int p = 0; p < TurningMolecule.Count; p++)
        {
            float[] own = s_molecule.Image(p, TurningMolecule.Domain), body = s_molecule.Image(p, TurningMolecule.Body);
            (float offset, float factor) = ScaledNoise.Of(p);
            double mean = body.Average(value => (double)value); // the loss leaves the mean out, and it stays
            for (int i = 0; i < Pixels; i++)
            {
                double expected = (own[i] + mean + TurningMolecule.Noise(p, i)) / Math.Abs(factor) + Math.Sign(factor) * offset;
                left += Square((images[p * Pixels + i] - expected) * factor);
                rest += Square(body[i] - mean);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{Math.Sqrt(left / rest):f4} of the rest is left");
        Math.Sqrt(left / rest).ShouldBeLessThan(0.04); // the flow widens blobs a little, which their formula does not
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_region_has_the_pose_to_which_the_flow_carries_it_or_its_surroundings(bool bySurroundings)
    {
        (_, FocusedParticle[] particles) = Focused(Raw(noise: 0), bySurroundings: bySurroundings);
        (double tx, double ty, double tz) = TurningMolecule.Turn;
        double size = Math.Sqrt(tx * tx + ty * ty + tz * tz);
        for (int p = 0; p < TurningMolecule.Count; p++)
        {
            // The nearest rotation to 1 + z[a]× is that by atan(z|a|) about a where the density is spread alike in all directions, and nearly so else: turns are up to 0.25, and what the domain then is off by is below.
            double angle = Math.Atan(s_molecule.Latents[p] * size) / size;
            (double x, double y, double z) = particles[p].Carried.Rotation.ToVector();
            (x - angle * tx).ShouldBe(0, 0.02);
            (y - angle * ty).ShouldBe(0, 0.02);
            (z - angle * tz).ShouldBe(0, 0.02);
            double error = 0;
            foreach ((double bx, double by, double bz) in TurningMolecule.Domain)
            {
                (double X, double Y, double Z) at = (bx * TurningMolecule.Pixel, by * TurningMolecule.Pixel, bz * TurningMolecule.Pixel);
                (double X, double Y, double Z) moved = TurningMolecule.Moved(at, s_molecule.Latents[p]), posed = particles[p].Pose.Apply(at.X, at.Y, at.Z), truth = TurningMolecule.PoseOf(p).Apply(moved.X, moved.Y, moved.Z);
                (double ox, double oy) = (s_molecule.Table[p].OriginXAngstrom - TurningMolecule.OffsetOf(p).X, s_molecule.Table[p].OriginYAngstrom - TurningMolecule.OffsetOf(p).Y);
                error = Math.Max(error, Math.Abs(posed.X - particles[p].OriginXAngstrom - (truth.X - ox)) + Math.Abs(posed.Y - particles[p].OriginYAngstrom - (truth.Y - oy)));
            }
            error.ShouldBeLessThan(bySurroundings ? 3 : 0.5); // Å, of up to 15 by which the domain moves: the flow stretches by up to 3 %, of the domain or of its distance from the body
            (particles[p].HalfSet, particles[p].Given.SourceRow).ShouldBe((1 + p % 2, 3 * p));
        }
    }

    [Fact]
    public void Nothing_of_one_half_set_enters_the_images_of_the_other()
    {
        DensityMap map = TurningMolecule.Map, other = map.Clone();
        other.Values.AsSpan().Reverse();
        float[][] raw = Raw(noise: 1);
        (float[] same, _) = Focused(raw, map, map);
        (float[] changed, _) = Focused(raw, map, other);
        for (int p = 0; p < TurningMolecule.Count; p++)
        {
            same.AsSpan(p * Pixels, Pixels).SequenceEqual(changed.AsSpan(p * Pixels, Pixels)).ShouldBe(p % 2 == 0, $"particle {p}");
        }
    }

    [Fact]
    public void A_region_beside_the_molecule_is_refused() =>
        Should.Throw<InputException>(() => FocusedHalf.ShareOf(new DensityMap(TurningMolecule.Box, TurningMolecule.Pixel), s_molecule.Solvent, "empty.mrc")).Message.ShouldContain("empty.mrc: found 0 voxels");

    private static float[][] Raw(double noise) => [.. Enumerable.Range(0, TurningMolecule.Count).Select(p =>
    {
        (float offset, float factor) = ScaledNoise.Of(p);
        return s_molecule.Image(p, [.. TurningMolecule.Domain, .. TurningMolecule.Body]).Select((value, i) => (float)((value + noise * TurningMolecule.Noise(p, i)) / factor + offset)).ToArray();
    })];

    private static (float[] Images, FocusedParticle[] Particles) Focused(float[][] raw, DensityMap? first = null, DensityMap? second = null, bool bySurroundings = false)
    {
        DensityMap share = FocusedHalf.ShareOf(TurningMolecule.Region, s_molecule.Solvent, "domain.mrc");
        DensityMap carrier = bySurroundings ? FocusedHalf.SurroundingsOf(TurningMolecule.Region, share) : share;
        FocusedHalf[] halves = [.. new[] { first ?? TurningMolecule.Map, second ?? TurningMolecule.Map }.Select(map => new FocusedHalf(s_molecule.Model, map, s_molecule.Solvent, share, carrier))];
        byte[] halfSets = [.. Enumerable.Range(0, TurningMolecule.Count).Select(p => (byte)(1 + p % 2))];
        var worker = new FocusWorker(halves, s_molecule.Table, new MemorySource(s_molecule.Table, raw, new ScaledNoise()), s_molecule.State, halfSets, 16);
        float[] images = new float[TurningMolecule.Count * Pixels];
        var particles = new FocusedParticle[TurningMolecule.Count];
        for (int from = 0; from < TurningMolecule.Count; from += 16)
        {
            int count = Math.Min(16, TurningMolecule.Count - from);
            worker.Compute([.. Enumerable.Range(from, count)], images.AsSpan(from * Pixels, count * Pixels), particles.AsSpan(from, count));
        }
        return (images, particles);
    }

    private static double Square(double value) => value * value;
}
