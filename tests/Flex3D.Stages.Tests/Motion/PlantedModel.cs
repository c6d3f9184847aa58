using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>A model of an ellipsoid whose flow at latent e_k is a given field: f(z) = Σ_k max(z_k, 0) field_k + max(−z_k, 0) other_k.</summary>
internal static class PlantedModel
{
    public static DensityMap Mask { get; } = Shapes.Ellipsoid(24, 4);

    public static TetrahedralMesh Mesh { get; } = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 8 });

    /// <summary>The density at each vertex.</summary>
    public static float[] Density { get; } = ModelMotion.VertexDensity(Mesh, Mask, Mask);

    /// <summary>A displacement field, [x, y, z][vertex], of what moves a point.</summary>
    public static float[] Field(Func<double, double, double, (double X, double Y, double Z)> moved)
    {
        int count = Mesh.VertexCount;
        float[] field = new float[3 * count];
        for (int v = 0; v < count; v++)
        {
            (double x, double y, double z) = (Mesh.Vertices[3 * v], Mesh.Vertices[3 * v + 1], Mesh.Vertices[3 * v + 2]);
            (double a, double b, double c) = moved(x, y, z);
            (field[v], field[count + v], field[2 * count + v]) = ((float)(a - x), (float)(b - y), (float)(c - z));
        }
        return field;
    }

    /// <summary>Turns a point about the z axis through (x0, 0, 0), degrees.</summary>
    public static (double X, double Y, double Z) Turn(double x, double y, double z, double degrees, double x0 = 0)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return (x0 + cos * (x - x0) - sin * y, sin * (x - x0) + cos * y, z);
    }

    /// <summary>The x beyond which a share of the density lies.</summary>
    public static double Beyond(double share)
    {
        double left = share * Density.Sum(d => (double)d);
        foreach (int v in Enumerable.Range(0, Mesh.VertexCount).OrderByDescending(v => Mesh.Vertices[3 * v]))
        {
            if ((left -= Density[v]) <= 0)
            {
                return Mesh.Vertices[3 * v];
            }
        }
        return double.NegativeInfinity;
    }

    /// <param name="fields">For each latent coordinate, the fields at +1 and at −1.</param>
    /// <param name="latents">[particle][K].</param>
    /// <param name="layout">Rows of a matrix M: the latents are those of the plan times M, z' = M z, given here as its inverse; null for none.</param>
    public static FlexModel Create((float[] Plus, float[] Minus)[] fields, float[] latents, double[,]? inverseLayout = null)
    {
        int k = fields.Length, count = Mesh.VertexCount;
        var flow = new FlowArchitecture(k, 2, 32, count, anchored: true).AnchoredAt(new float[k]);
        var network = new FlowNetwork(flow, Mesh.Mobility);
        float[] parameters = new float[network.ParameterCount];
        for (int of = 0; of < k; of++)
        {
            for (int side = 0; side < 2; side++)
            {
                int unit = 2 * of + side;
                for (int from = 0; from < k; from++)
                {
                    double weight = inverseLayout is null ? (of == from ? 1 : 0) : inverseLayout[of, from];
                    parameters[network.WeightsOf(0) + from * network.HiddenStride + unit] = (float)(side == 0 ? weight : -weight);
                }
                parameters[network.WeightsOf(1) + unit * network.HiddenStride + unit] = 1;
                float[] field = side == 0 ? fields[of].Plus : fields[of].Minus;
                for (int i = 0; i < field.Length; i++)
                {
                    parameters[network.OutputWeights + unit * network.OutputStride + i] = field[i] / FlowNetwork.OutputUnitAngstrom / Mesh.Mobility[i % count];
                }
            }
        }
        return new FlexModel
        {
            Mesh = Mesh,
            Flow = flow,
            FlowParameters = parameters,
            Latents = latents,
            RigidityStrength = 1,
            Box = 24,
            PixelSizeAngstrom = 4,
            TrainingBox = 24,
            Seed = 1,
            MotionSupported = true,
        };
    }
}
