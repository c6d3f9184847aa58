using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Priors;

/// <summary>The quantities of a mesh at rest that eqs. 5-6 use: the inverse edge matrix and the weight of every tetrahedron; immutable.</summary>
/// <remarks>Arrays are padded to whole vectors with copies of tetrahedron 0 of weight 0.</remarks>
internal sealed class RigidityPlan
{
    /// <summary>The number of lanes that arrays are padded to; a multiple of every vector width.</summary>
    public const int Group = 16;

    /// <summary>Floats of working memory of <see cref="RigidityKernel{TLane}"/>: one vector's worth of nine-element matrices, their rotations, two numbers and four corners' forces.</summary>
    public const int LaneFloats = (9 + 9 + 2 + 16) * Group;

    /// <summary>Floats of working memory of <see cref="RigidityCurvature{TLane}"/> for some motions: the above, two matrices, and of each motion ten numbers.</summary>
    public static int CurvatureFloats(int motions) => LaneFloats + Group * (18 + 10 * motions);

    private const double FlattestCell = 1e-9;

    private RigidityPlan(int vertexCount, int cellCount)
    {
        VertexCount = vertexCount;
        CellCount = cellCount;
        PaddedCount = (cellCount + Group - 1) / Group * Group;
        InverseEdges = new float[9 * PaddedCount];
        Weights = new float[PaddedCount];
        Offsets = new int[4 * PaddedCount];
    }

    public int VertexCount { get; }

    public int CellCount { get; }

    public int PaddedCount { get; }

    /// <summary>[3·row + column][tetrahedron] of [x1−x0, x2−x0, x3−x0]⁻¹, 1/Å.</summary>
    public float[] InverseEdges { get; }

    /// <summary>Rigidity weights w_j.</summary>
    public float[] Weights { get; }

    /// <summary>[corner][tetrahedron] offsets 4·vertex.</summary>
    public int[] Offsets { get; }

    /// <summary>Bytes of its arrays.</summary>
    public long Bytes => sizeof(float) * ((long)InverseEdges.Length + Weights.Length + Offsets.Length);

    /// <exception cref="InputException">A vertex number is out of range, a cell has no volume, or a weight is negative or not finite.</exception>
    public static RigidityPlan Create(TetrahedralMesh mesh)
    {
        var plan = new RigidityPlan(mesh.VertexCount, mesh.CellCount);
        for (int slot = 0; slot < plan.PaddedCount; slot++)
        {
            int cell = slot < plan.CellCount ? slot : 0;
            plan.SetEdges(mesh, cell, slot);
            float weight = mesh.RigidityWeights[cell];
            if (!(weight >= 0) || !float.IsFinite(weight))
            {
                throw new InputException("mesh", $"cell {cell}", $"rigidity weight {weight}", "a weight of 0 or more");
            }
            plan.Weights[slot] = slot < plan.CellCount ? weight : 0;
        }
        return plan;
    }

    private void SetEdges(TetrahedralMesh mesh, int cell, int slot)
    {
        Span<double> e = stackalloc double[9];
        for (int corner = 0; corner < 4; corner++)
        {
            int vertex = mesh.Cells[4 * cell + corner];
            if (vertex < 0 || vertex >= mesh.VertexCount)
            {
                throw new InputException("mesh", $"cell {cell}", $"vertex {vertex}", $"a vertex from 0 to {mesh.VertexCount - 1}");
            }
            Offsets[corner * PaddedCount + slot] = 4 * vertex;
            for (int axis = 0; corner > 0 && axis < 3; axis++)
            {
                e[3 * axis + corner - 1] = (double)mesh.Vertices[3 * vertex + axis] - mesh.Vertices[3 * mesh.Cells[4 * cell] + axis];
            }
        }
        ReadOnlySpan<double> cofactors =
        [
            e[4] * e[8] - e[5] * e[7], e[2] * e[7] - e[1] * e[8], e[1] * e[5] - e[2] * e[4],
            e[5] * e[6] - e[3] * e[8], e[0] * e[8] - e[2] * e[6], e[2] * e[3] - e[0] * e[5],
            e[3] * e[7] - e[4] * e[6], e[1] * e[6] - e[0] * e[7], e[0] * e[4] - e[1] * e[3],
        ];
        double det = e[0] * cofactors[0] + e[1] * cofactors[3] + e[2] * cofactors[6];
        if (!(Math.Abs(det) > FlattestCell))
        {
            throw new InputException("mesh", $"cell {cell}", $"a volume of {det / 6:g3} Å³", "a cell with volume", "remove flat cells");
        }
        for (int k = 0; k < 9; k++)
        {
            InverseEdges[k * PaddedCount + slot] = (float)(cofactors[k] / det);
        }
    }
}
