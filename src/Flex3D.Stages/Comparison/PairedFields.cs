using Flex3D.Stages.Geometry;
using Flex3D.Stages.Halves;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Comparison;

/// <summary>The displacements of the same places in the same particles by two models, each from its mean over the particles.</summary>
/// <remarks>
/// Both models are moved to one conformation (<see cref="CommonFrame"/>), where a point of space is the same place of the molecule in both. The places are the
/// vertices of the first model's mesh that carry density. One rigid part is taken out of both models' displacements of a particle: that with the weights of the first
/// model (<see cref="RigidPart"/>), so that the part that keeps its shape there lies still in both, and no turn of the whole molecule counts as a difference.
/// </remarks>
public sealed class PairedFields
{
    private const int MostSampled = 500, MostValues = 4 << 20;
    private const double FarAngstrom = 5; // a place farther from the second mesh is none of its molecule

    private PairedFields(int rows, float[] points, double[] share, double covered)
    {
        (Rows, Points, Share, Covered) = (rows, points, share, covered);
        (First, Second) = (new float[rows * points.Length], new float[rows * points.Length]);
    }

    /// <summary>Number of sampled particles, which are spread evenly over the given ones.</summary>
    public int Rows { get; }

    /// <summary>The places, [place][x, y, z], Å from the box centre, in the common conformation.</summary>
    public float[] Points { get; }

    /// <summary>Share of the density that each place has; the sum is 1.</summary>
    public double[] Share { get; }

    /// <summary>Share of the first model's density that the second model's mesh reaches, 0 to 1. The rest is left out.</summary>
    public double Covered { get; }

    /// <summary>Displacements by the first model, [particle][place][x, y, z], Å.</summary>
    public float[] First { get; }

    /// <summary>Displacements by the second model, as <see cref="First"/>.</summary>
    public float[] Second { get; }

    /// <summary>Evaluates both models; null where mesh cells fold over in every conformation that was tried.</summary>
    /// <param name="first">The first model, with the latents of the common particles, at least one.</param>
    /// <param name="density">Density at each vertex of the first model; only those with more than 0 count.</param>
    /// <param name="second">The second model, with the latents of the same particles in the same order. A model without supported motion moves nothing (<see cref="FlexModel.Moves"/>).</param>
    public static PairedFields? Of(FlexModel first, float[] density, FlexModel second)
    {
        PrincipalMotion motion = ModelMotion.Of(first, density, new FlowField(first));
        if (CommonFrame.Find(first, [second], MotionLatents.FromMiddle(motion, first.Latents, first.Flow.LatentDimension)) is not { } frame)
        {
            return null;
        }
        FlexModel own = frame.All, other = frame.Halves[0] with { MotionSupported = second.MotionSupported };
        PointLocation[] where = Locate(own, other.Mesh);
        int[] used = [.. Enumerable.Range(0, density.Length).Where(v => density[v] > 0 && where[v].DistanceAngstrom <= FarAngstrom)];
        double all = density.Sum(d => Math.Max(0.0, d)), reached = used.Sum(v => (double)density[v]);
        if (used.Length == 0)
        {
            return new(0, [], [], 0);
        }
        int vertices = density.Length, rows = Math.Min(first.ParticleCount, Math.Clamp(MostValues / (3 * used.Length), 1, MostSampled));
        var fields = new PairedFields(rows, [.. used.SelectMany(v => own.Mesh.Vertices[(3 * v)..(3 * v + 3)])], [.. used.Select(v => density[v] / reached)], reached / all);
        var rigid = RigidPart.Of(own, density);
        FlowField ownField = new(own), otherField = new(other);
        float[] flow = new float[3 * vertices], otherFlow = new float[3 * otherField.VertexCount], byVertex = new float[otherFlow.Length];
        double[] moved = new double[3 * vertices];
        for (int row = 0; row < rows; row++)
        {
            int particle = (int)((long)row * first.ParticleCount / rows);
            ownField.Flows(LatentOf(first, particle), 1, flow);
            fields.Put(fields.First, row, flow, rigid, used);
            otherField.Flows(LatentOf(second, particle), 1, otherFlow);
            ModelMotion.ByVertex(otherFlow, 1, otherField.VertexCount, byVertex);
            MeshDeformation.Displace(other.Mesh, where, byVertex, moved, applyMobility: false);
            for (int i = 0; i < flow.Length; i++)
            {
                flow[i % 3 * vertices + i / 3] = (float)moved[i];
            }
            fields.Put(fields.Second, row, flow, rigid, used);
        }
        Centre(fields.First, rows);
        Centre(fields.Second, rows);
        return fields;
    }

    private static ReadOnlySpan<float> LatentOf(FlexModel model, int particle) => model.Latents.AsSpan(particle * model.Flow.LatentDimension, model.Flow.LatentDimension);

    // Where the vertices of a model lie on another mesh. If it was cut as the model's own was, a vertex is sought in its own segment.
    private static PointLocation[] Locate(FlexModel model, TetrahedralMesh other)
    {
        float[] at = model.Mesh.Vertices;
        var locator = new PointLocator(other);
        bool alike = model.Mesh.Segments is not null && other.Segments is not null && model.Mesh.Cells.AsSpan().SequenceEqual(other.Cells);
        return [.. Enumerable.Range(0, at.Length / 3).Select(v => alike ? locator.LocateVertex(v, at[3 * v], at[3 * v + 1], at[3 * v + 2]) : locator.Locate(at[3 * v], at[3 * v + 1], at[3 * v + 2]))];
    }

    // Takes the rigid part out of a flow, [x, y, z][vertex], and keeps that of the places.
    private void Put(float[] into, int row, float[] flow, RigidPart rigid, int[] used)
    {
        _ = rigid.Remove(flow);
        int vertices = flow.Length / 3, at = row * Points.Length;
        foreach (int v in used)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                into[at++] = flow[axis * vertices + v];
            }
        }
    }

    private static void Centre(float[] fields, int rows)
    {
        int length = fields.Length / rows;
        double[] sum = new double[length];
        for (int i = 0; i < fields.Length; i++)
        {
            sum[i % length] += fields[i];
        }
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] -= (float)(sum[i % length] / rows);
        }
    }
}
