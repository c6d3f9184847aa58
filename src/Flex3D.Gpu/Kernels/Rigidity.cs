using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>E_rigid = Σ_j w_j ‖D_j − R_j‖² of each row's deformed mesh (eqs. 5-6 of the paper) and its gradient 2 w (D − R) edges⁻ᵀ.</summary>
/// <remarks>Forces are stored by cell; each vertex then gathers the forces of its cells (<see cref="Adjoint"/>).</remarks>
internal static class Rigidity
{
    /// <summary>Computes the energy and the forces of each cell; one thread a cell of a row.</summary>
    /// <param name="rest">[3][<paramref name="vertices"/>], Å.</param>
    /// <param name="flow">[row][3][moving], Å.</param>
    /// <param name="energies">[row][cell], overwritten.</param>
    /// <param name="forces">[row][cell][corner][x, y, z] of ∂E/∂y, overwritten if they are wanted.</param>
    /// <param name="wanted">1 where the forces are wanted; 0 where only energies are.</param>
    public static void Cells(
        Index1D index, RigidityViews mesh, ArrayView<float> rest, int vertices, ArrayView<float> flow, ArrayView<float> energies, ArrayView<float> forces, int wanted)
    {
        int row = index / mesh.Cells, cell = index - row * mesh.Cells, moving = mesh.Vertices, displaced = 3 * row * moving;
        int v0 = mesh.CellVertices[4 * cell], v1 = mesh.CellVertices[4 * cell + 1], v2 = mesh.CellVertices[4 * cell + 2], v3 = mesh.CellVertices[4 * cell + 3];
        float i00 = Inverse(mesh, 0, cell), i01 = Inverse(mesh, 1, cell), i02 = Inverse(mesh, 2, cell);
        float i10 = Inverse(mesh, 3, cell), i11 = Inverse(mesh, 4, cell), i12 = Inverse(mesh, 5, cell);
        float i20 = Inverse(mesh, 6, cell), i21 = Inverse(mesh, 7, cell), i22 = Inverse(mesh, 8, cell);
        float x0 = rest[v0] + flow[displaced + v0], x1 = rest[v1] + flow[displaced + v1] - x0, x2 = rest[v2] + flow[displaced + v2] - x0, x3 = rest[v3] + flow[displaced + v3] - x0;
        rest = rest.SubView(vertices);
        displaced += moving;
        float y0 = rest[v0] + flow[displaced + v0], y1 = rest[v1] + flow[displaced + v1] - y0, y2 = rest[v2] + flow[displaced + v2] - y0, y3 = rest[v3] + flow[displaced + v3] - y0;
        rest = rest.SubView(vertices);
        displaced += moving;
        float z0 = rest[v0] + flow[displaced + v0], z1 = rest[v1] + flow[displaced + v1] - z0, z2 = rest[v2] + flow[displaced + v2] - z0, z3 = rest[v3] + flow[displaced + v3] - z0;
        var d = new Matrix3(
            x1 * i00 + x2 * i10 + x3 * i20, x1 * i01 + x2 * i11 + x3 * i21, x1 * i02 + x2 * i12 + x3 * i22,
            y1 * i00 + y2 * i10 + y3 * i20, y1 * i01 + y2 * i11 + y3 * i21, y1 * i02 + y2 * i12 + y3 * i22,
            z1 * i00 + z2 * i10 + z3 * i20, z1 * i01 + z2 * i11 + z3 * i21, z1 * i02 + z2 * i12 + z3 * i22);
        Matrix3 strain = d - PolarRotation.Of(d);
        float weight = mesh.Weights[cell];
        energies[index] = weight * strain.Norm;
        if (wanted == 0)
        {
            return;
        }
        Matrix3 stress = 2 * weight * strain;
        Force(stress, i00, i01, i02, out float x, out float y, out float z);
        Store(forces, 12 * index + 3, x, y, z);
        Force(stress, i10, i11, i12, out float xx, out float yy, out float zz);
        Store(forces, 12 * index + 6, xx, yy, zz);
        (x, y, z) = (x + xx, y + yy, z + zz);
        Force(stress, i20, i21, i22, out xx, out yy, out zz);
        Store(forces, 12 * index + 9, xx, yy, zz);
        Store(forces, 12 * index, -(x + xx), -(y + yy), -(z + zz));
    }

    /// <summary>The cells' energies of a row, summed in double; <see cref="Groups.Parts"/> groups a row.</summary>
    /// <param name="totals">[row][part], overwritten.</param>
    public static void Total(int cells, ArrayView<float> energies, ArrayView<double> totals)
    {
        double sum = 0;
        int row = Grid.IdxX / Groups.Parts, part = Grid.IdxX - row * Groups.Parts;
        for (int cell = part * Group.DimX + Group.IdxX; cell < cells; cell += Groups.Parts * Group.DimX)
        {
            sum += energies[row * cells + cell];
        }
        double total = Sums.OfGroup(sum);
        if (Group.IdxX == 0)
        {
            totals[Grid.IdxX] = total;
        }
    }

    /// <summary>Adds λ times the forces to the gradient of the flow: a vertex owns its sum; one thread a vertex of a row.</summary>
    /// <param name="forces">[row][cell][corner][x, y, z].</param>
    /// <param name="flowGradient">[row][3][vertex], added to.</param>
    public static void Adjoint(Index1D index, RigidityViews mesh, ArrayView<float> forces, float lambda, ArrayView<float> flowGradient)
    {
        int moving = mesh.Vertices, row = index / moving, vertex = index - row * moving;
        float x = 0, y = 0, z = 0;
        for (int at = mesh.CornerStarts[vertex]; at < mesh.CornerStarts[vertex + 1]; at++)
        {
            int corner = 3 * (4 * row * mesh.Cells + mesh.Corners[at]);
            x += forces[corner];
            y += forces[corner + 1];
            z += forces[corner + 2];
        }
        int to = 3 * row * moving + vertex;
        flowGradient[to] += lambda * x;
        flowGradient[to + moving] += lambda * y;
        flowGradient[to + 2 * moving] += lambda * z;
    }

    private static float Inverse(in RigidityViews mesh, int element, int cell) => mesh.InverseEdges[element * mesh.Stride + cell];

    private static void Force(in Matrix3 stress, float a, float b, float c, out float x, out float y, out float z)
    {
        x = stress.A * a + stress.B * b + stress.C * c;
        y = stress.D * a + stress.E * b + stress.F * c;
        z = stress.G * a + stress.H * b + stress.I * c;
    }

    private static void Store(ArrayView<float> forces, int at, float x, float y, float z)
    {
        forces[at] = x;
        forces[at + 1] = y;
        forces[at + 2] = z;
    }
}
