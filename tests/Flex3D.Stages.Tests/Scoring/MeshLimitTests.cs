using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class MeshLimitTests
{
    private const int Atoms = 900;
    private const double Reach = 22; // Å

    // A cube of 2 × 2 × 2 cells of 24 Å around the box centre.
    private static TetrahedralMesh Mesh() =>
        MeshBuilder.BuildRegular(new DensityMap(16, 3, [.. Enumerable.Repeat(1f, 16 * 16 * 16)]), null, new MeshOptions { CellSizeAngstrom = 24 });

    private static double[] Rest(int atoms = Atoms) => [.. Enumerable.Range(0, 3 * atoms).Select(i => Reach * (2 * CounterRandom.Uniform(7, 1, 0, 0, (ulong)i) - 1))];

    private static double[] Moved(double[] rest, Func<double, double, double, (double X, double Y, double Z)> by)
    {
        double[] at = [.. rest];
        for (int i = 0; i < at.Length; i += 3)
        {
            (double x, double y, double z) = by(rest[i], rest[i + 1], rest[i + 2]);
            (at[i], at[i + 1], at[i + 2]) = (at[i] + x, at[i + 1] + y, at[i + 2] + z);
        }
        return at;
    }

    private static double Left(double[] truth, double[] nearest) => Math.Sqrt(truth.Zip(nearest, (t, n) => (t - n) * (t - n)).Sum() / (truth.Length / 3));

    [Fact]
    public void A_motion_that_is_linear_everywhere_is_carried_whole()
    {
        double[] rest = Rest();
        double[] first = Moved(rest, (x, y, z) => (3 - 0.2 * y, 0.2 * x, 0.1 * z)), second = Moved(rest, (x, y, z) => (0, 5, 0.3 * x));
        double[][] nearest = new MeshLimit(Mesh(), rest).Nearest([first, second], 2);
        Left(first, nearest[0]).ShouldBeLessThan(2e-3);
        Left(second, nearest[1]).ShouldBeLessThan(2e-3);
    }

    [Fact]
    public void Of_halves_that_slide_along_a_plane_inside_cells_the_mesh_carries_part()
    {
        // Along x only those vertices can differ that are 24 Å apart: f goes linearly from −24 to 24 at best, and least squares of a step of ±1 over |x| ≤ 22 with it, with 0 in the middle, leaves 1 − 3/4 of the square.
        double[] rest = Rest(6000);
        double[] truth = Moved(rest, (x, _, _) => (0, x > 0 ? 1 : -1, 0));
        double[] nearest = new MeshLimit(Mesh(), rest).Nearest([truth], 1)[0];
        Left(truth, nearest).ShouldBe(0.5, 0.02);
        Enumerable.Range(0, 6000).Max(a => Math.Abs(nearest[3 * a] - rest[3 * a])).ShouldBe(0, 1e-9); // nothing along x
    }

    [Fact]
    public void Vertices_that_are_held_still_carry_nothing()
    {
        TetrahedralMesh mesh = Mesh();
        Array.Clear(mesh.Mobility);
        double[] rest = Rest(), truth = Moved(rest, (_, _, _) => (2, 0, 0));
        double[] nearest = new MeshLimit(mesh, rest).Nearest([truth], 1)[0];
        nearest.ShouldBe(rest);
    }

    [Fact]
    public void It_does_not_depend_on_the_number_of_threads()
    {
        double[] rest = Rest();
        double[][] truth = [.. Enumerable.Range(0, 5).Select(p => Moved(rest, (x, y, z) => (Math.Sin(x / 9 + p), Math.Cos(y / 7), z > p ? 1 : 0)))];
        var limit = new MeshLimit(Mesh(), rest);
        double[][] one = limit.Nearest(truth, 1), three = limit.Nearest(truth, 3);
        for (int p = 0; p < truth.Length; p++)
        {
            three[p].ShouldBe(one[p]);
        }
    }
}
