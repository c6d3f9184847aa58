using Flex3D.Stages.Scoring;
using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Stages.Tests.Scoring;

public sealed class RegionLimitTests
{
    // Atom 0 moves by 3 Å along x for each unit of t0 and by 4 Å along x for each of t1; atom 1 by 2 Å along y for each of t1; atom 2 stays.
    private static readonly TrueMotion s_motion = Motion();

    [Theory]
    [InlineData(0, 0.5)] // 9·0.25 + 16·0.04 + 2·12·0.5·(0.5·0.2) = 2.25 + 0.64 + 1.2
    [InlineData(0, 0.0)]
    [InlineData(0, -0.5)]
    [InlineData(1, 0.5)] // 4·0.04
    [InlineData(2, 0.5)]
    public void What_is_left_of_an_atom_follows_from_its_slopes_and_the_covariance(int atom, double correlation)
    {
        double expected = atom switch { 0 => 2.25 + 0.64 + 24 * correlation * 0.1, 1 => 0.16, _ => 0 };
        ParticleLimit limit = new(0, [0.5, 0.2], 9) { Covariances = [correlation * 0.1] };
        foreach (double[] at in (double[][])[[0.2, -0.3], [1, -1]]) // inside, and at the end of the range
        {
            RegionLimit.Angstrom(s_motion, [atom], [limit, limit], [at, [-1, 1]])!.Value.ShouldBe(Math.Sqrt(expected), 1e-9);
        }
    }

    [Fact]
    public void Atoms_and_particles_are_averaged_and_without_covariances_coordinates_count_as_independent()
    {
        ParticleLimit known = new(0, [0.5, 0.2], 9), unknown = new(1, [1, 0], 9);
        double first = (2.25 + 0.64 + 0.16) / 2, second = 9.0 / 2;
        RegionLimit.Angstrom(s_motion, [0, 1], [known, unknown], [[0, 0], [1, 1]])!.Value.ShouldBe(Math.Sqrt((first + second) / 2), 1e-9);
        RegionLimit.Angstrom(s_motion, [], [known], [[0, 0]]).ShouldBeNull();
        RegionLimit.Angstrom(s_motion, [0], [], []).ShouldBeNull();
    }

    private static TrueMotion Motion()
    {
        double[][] nodes = [.. from a in (double[])[-1, 0, 1] from b in (double[])[-1, 0, 1] select (double[])[a, b]];
        return new TrueMotion([0, 0, 0, 10, 0, 0, 0, 10, 0], nodes, [.. nodes.Select(t => (double[])[3 * t[0] + 4 * t[1], 0, 0, 0, 2 * t[1], 0, 0, 0, 0])]);
    }
}
