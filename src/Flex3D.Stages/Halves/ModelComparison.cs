using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Halves;

/// <summary>Compares the models of two half-sets, at the vertices of the mesh of the model of all particles, on particles that neither was trained on.</summary>
public sealed class ModelComparison
{
    private const double MovingShare = 0.1;

    private readonly float[] _density;
    private readonly int _supported;
    private readonly double[] _first, _second, _product; // of each vertex, Å²

    /// <param name="frame">The three models in one conformation.</param>
    /// <param name="density">Density at each vertex of the model of all particles in that frame.</param>
    /// <param name="halfDensities">Density at each vertex of the models of the half-sets in that frame, by which the molecule stays in place.</param>
    /// <param name="latents">Latents of the particles in each half-set's model, [particle][K].</param>
    public ModelComparison(CommonFrame frame, float[] density, IReadOnlyList<float[]> halfDensities, IReadOnlyList<float[]> latents)
    {
        _density = density;
        _supported = frame.Halves.Count(half => half.Heterogeneity == Heterogeneity.Motion);
        int vertices = density.Length;
        (_first, _second, _product) = (new double[vertices], new double[vertices], new double[vertices]);
        PointMotion[] motions = [.. frame.Halves.Index().Select(half => new PointMotion(half.Item, halfDensities[half.Index], frame.All.Mesh.Vertices))];
        Particles = latents[0].Length / frame.Halves[0].Flow.LatentDimension;
        double[][] sums = [new double[3 * vertices], new double[3 * vertices]];
        double[][] moved = [new double[3 * vertices], new double[3 * vertices]];
        for (int p = 0; p < Particles; p++)
        {
            for (int half = 0; half < 2; half++)
            {
                int k = frame.Halves[half].Flow.LatentDimension;
                motions[half].At(latents[half].AsSpan(p * k, k), moved[half]);
                for (int i = 0; i < moved[half].Length; i++)
                {
                    sums[half][i] += moved[half][i];
                }
            }
            for (int i = 0; i < moved[0].Length; i++)
            {
                _first[i / 3] += moved[0][i] * moved[0][i];
                _second[i / 3] += moved[1][i] * moved[1][i];
                _product[i / 3] += moved[0][i] * moved[1][i];
            }
        }
        for (int v = 0; v < vertices && Particles > 0; v++)
        {
            (_first[v], _second[v], _product[v]) = (_first[v] / Particles - Mean(0, 0, v), _second[v] / Particles - Mean(1, 1, v), _product[v] / Particles - Mean(0, 1, v));
        }

        double Mean(int a, int b, int v)
        {
            double sum = 0;
            for (int i = 3 * v; i < 3 * v + 3; i++)
            {
                sum += sums[a][i] / Particles * (sums[b][i] / Particles);
            }
            return sum;
        }
    }

    /// <summary>Number of particles.</summary>
    public int Particles { get; }

    /// <summary>By how much other data would change the model of all particles at each vertex, Å RMS: half the difference (<see cref="RegionAgreement.ErrorAngstrom"/>).</summary>
    public float[] VertexErrors()
    {
        float[] errors = new float[_density.Length];
        for (int v = 0; v < errors.Length; v++)
        {
            errors[v] = (float)RegionAgreement.Of(_first[v], _second[v], _product[v]).ErrorAngstrom;
        }
        return errors;
    }

    /// <summary>Returns the agreement in the tenth of the density that moves most, and in the rest.</summary>
    public ModelAgreement Agreement()
    {
        int[] order = [.. Enumerable.Range(0, _density.Length).Where(v => _density[v] > 0).OrderByDescending(v => _first[v] + _second[v])];
        double total = order.Sum(v => (double)_density[v]), seen = 0;
        int moving = 0;
        while (moving < order.Length && seen < MovingShare * total)
        {
            seen += _density[order[moving++]];
        }
        return new(Particles, _supported, Region(order.AsSpan(0, moving)), Region(order.AsSpan(moving)));
    }

    private RegionAgreement Region(ReadOnlySpan<int> vertices)
    {
        double first = 0, second = 0, product = 0, weight = 0;
        foreach (int v in vertices)
        {
            first += _density[v] * _first[v];
            second += _density[v] * _second[v];
            product += _density[v] * _product[v];
            weight += _density[v];
        }
        return weight > 0 ? RegionAgreement.Of(first / weight, second / weight, product / weight) : new(0, 0, 0, 0);
    }

    // The change of shape of a model at points of its frame.
    private sealed class PointMotion
    {
        private readonly TetrahedralMesh _mesh;
        private readonly PointLocation[] _points;
        private readonly InternalFlow _flow;
        private readonly float[] _flows, _byVertex;

        public PointMotion(FlexModel model, float[] density, float[] points)
        {
            _mesh = model.Mesh;
            var locator = new PointLocator(_mesh);
            _points = [.. Enumerable.Range(0, points.Length / 3).Select(p => locator.LocateVertex(p, points[3 * p], points[3 * p + 1], points[3 * p + 2]))];
            _flow = new InternalFlow(model, RigidPart.Of(model, density));
            (_flows, _byVertex) = (new float[3 * _flow.VertexCount], new float[3 * _flow.VertexCount]);
        }

        public void At(ReadOnlySpan<float> latent, double[] moved)
        {
            _flow.Flows(latent, 1, _flows);
            ModelMotion.ByVertex(_flows, 1, _flow.VertexCount, _byVertex);
            MeshDeformation.Displace(_mesh, _points, _byVertex, moved, applyMobility: false);
        }
    }
}
