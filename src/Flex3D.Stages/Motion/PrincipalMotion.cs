using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Motion;

/// <summary>The principal components of the particles' displacement fields: they describe the motion independently of the layout of the latents.</summary>
/// <remarks>
/// Two trained models may have different layouts of z for the same motion; the components of f(z_i) − mean over i, weighted
/// with the density each vertex carries, agree. They come from a sample (every n-th particle), by the randomised subspace
/// method (Halko, Martinsson &amp; Tropp 2011, algorithm 4.4 with a fixed number of passes); the
/// scores come from all particles, in batches, so that memory does not grow with particles × vertices.
/// </remarks>
public sealed class PrincipalMotion
{
    private const int MostSampled = 2000;
    private const int MostSampledValues = 2 << 20; // 8 MiB
    private const int Batch = 64;

    private PrincipalMotion(List<MotionComponent> components, PrincipalFrame frame, int[] sample, double[] rms, double[] movingRms)
    {
        Components = components;
        Frame = frame;
        Sample = sample;
        SampleRmsAngstrom = rms;
        SampleMovingRmsAngstrom = movingRms;
    }

    /// <summary>The components by decreasing variance; never empty.</summary>
    public IReadOnlyList<MotionComponent> Components { get; }

    /// <summary>Gives any flow its coordinates along the components, Å.</summary>
    public PrincipalFrame Frame { get; }

    /// <summary>Numbers of the sampled particles.</summary>
    public IReadOnlyList<int> Sample { get; }

    /// <summary>Each sampled particle's displacement from the mean conformation, RMS over the molecule, Å.</summary>
    public double[] SampleRmsAngstrom { get; }

    /// <summary>Each sampled particle's displacement from the mean conformation, RMS over the 10 % of the density that the first component moves most, Å.</summary>
    public double[] SampleMovingRmsAngstrom { get; }

    /// <summary>RMS displacement from the mean conformation, over sampled particles and the molecule, Å.</summary>
    public double RmsAngstrom => Math.Sqrt(SampleRmsAngstrom.Average(r => r * r));

    /// <param name="particles">Number of particles N ≥ 1.</param>
    /// <param name="vertices">Rest positions, Å, [vertex][x, y, z].</param>
    /// <param name="weights">Density bound to each vertex; negative values count as 0.</param>
    /// <param name="evaluate">Evaluates the flows of particles.</param>
    /// <param name="components">The number of components to keep, fewer where the vertices or the sample allow no more.</param>
    /// <param name="coordinates">Creates what gives particles their coordinates in a frame, faster than by their flows; null for none.</param>
    /// <exception cref="ArgumentException">No vertex carries density, or a flow is not finite.</exception>
    public static PrincipalMotion Of(int particles, float[] vertices, float[] weights, FlowEvaluator evaluate, int components = 3, Func<PrincipalFrame, CoordinateEvaluator>? coordinates = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(particles, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(3 * weights.Length, vertices.Length, nameof(vertices));
        double[] share = DensityShare(weights);
        int length = vertices.Length;
        int rows = (int)Math.Min(particles, Math.Clamp(MostSampledValues / (long)length, 1, MostSampled));
        int stride = particles / rows;
        float[] fields = new float[rows * length];
        evaluate(0, stride, rows, fields);
        float[] mean = Centre(fields, rows, length);
        double[] root = [.. share.Select(Math.Sqrt)];
        Weigh(fields, rows, root);
        PrincipalBasis basis = PrincipalBasis.Of(fields, rows, length, components);
        var frame = new PrincipalFrame(basis.Axes, root, mean, vertices);
        float[][] scores = Project(particles, frame.Count, coordinates?.Invoke(frame) ?? ByFlows(frame, length, evaluate));
        var found = new List<MotionComponent>();
        for (int c = 0; c < basis.Count; c++)
        {
            frame.MoveOrigin(c, scores[c].Average(score => (double)score));
            found.Add(MotionRegion.Describe(basis.Axes[c], basis.VarianceShare[c], root, share, vertices, scores[c]));
        }
        (double[] rms, double[] moving) = SampleDisplacements(fields, rows, share, MotionRegion.MostMoving(found[0].DisplacementPerSd, share));
        return new PrincipalMotion(found, frame, [.. Enumerable.Range(0, rows).Select(i => i * stride)], rms, moving);
    }

    private static double[] DensityShare(float[] weights)
    {
        double total = weights.Sum(w => Math.Max(0.0, w));
        if (!(total > 0) || !double.IsFinite(total))
        {
            throw new ArgumentException("no vertex carries density", nameof(weights));
        }
        return [.. weights.Select(w => Math.Max(0.0, w) / total)];
    }

    private static float[] Centre(float[] fields, int rows, int length)
    {
        double[] sum = new double[length];
        for (int i = 0; i < fields.Length; i++)
        {
            sum[i % length] += fields[i];
        }
        if (!double.IsFinite(sum.Sum()))
        {
            throw new ArgumentException("a flow is not finite", nameof(fields));
        }
        float[] mean = [.. sum.Select(s => (float)(s / rows))];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] -= mean[i % length];
        }
        return mean;
    }

    private static void Weigh(float[] fields, int rows, double[] root)
    {
        for (int i = 0; i < rows; i++)
        {
            Span<float> field = fields.AsSpan(i * 3 * root.Length, 3 * root.Length);
            for (int k = 0; k < field.Length; k++)
            {
                field[k] *= (float)root[k / 3];
            }
        }
    }

    private static float[][] Project(int particles, int components, CoordinateEvaluator coordinates)
    {
        float[][] scores = [.. Enumerable.Range(0, components).Select(_ => new float[particles])];
        double[] found = new double[Batch * components];
        for (int first = 0; first < particles; first += Batch)
        {
            int count = Math.Min(Batch, particles - first);
            coordinates(first, count, found.AsSpan(0, count * components));
            for (int i = 0; i < count * components; i++)
            {
                scores[i % components][first + i / components] = (float)found[i];
            }
        }
        return scores;
    }

    private static CoordinateEvaluator ByFlows(PrincipalFrame frame, int length, FlowEvaluator evaluate)
    {
        float[] flows = new float[Batch * length];
        return (first, count, found) =>
        {
            evaluate(first, 1, count, flows.AsSpan(0, count * length));
            for (int i = 0; i < found.Length; i++)
            {
                found[i] = frame.Coordinate(flows.AsSpan(i / frame.Count * length, length), i % frame.Count);
            }
        };
    }

    // The fields are already weighted with the root of the density share: a plain sum of squares is the weighted mean square.
    private static (double[] Rms, double[] Moving) SampleDisplacements(float[] fields, int rows, double[] share, int[] moving)
    {
        double movingShare = moving.Sum(v => share[v]);
        double[] rms = new double[rows], movingRms = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> field = fields.AsSpan(i * 3 * share.Length, 3 * share.Length);
            rms[i] = Math.Sqrt(VectorMath.Dot(field, field));
            double sum = 0;
            foreach (int v in moving)
            {
                ReadOnlySpan<float> at = field.Slice(3 * v, 3);
                sum += VectorMath.Dot(at, at);
            }
            movingRms[i] = Math.Sqrt(sum / movingShare);
        }
        return (rms, movingRms);
    }
}

/// <summary>Evaluates the flow of a batch of particles.</summary>
/// <param name="firstParticle">Number of the first particle: the batch is particles first, first + stride, first + 2·stride …</param>
/// <param name="stride">Distance between particles of the batch.</param>
/// <param name="count">Number of particles in the batch.</param>
/// <param name="flows">Receives the flows, [particle of the batch][vertex][x, y, z], Å.</param>
public delegate void FlowEvaluator(int firstParticle, int stride, int count, Span<float> flows);

/// <summary>Computes the coordinates of a batch of particles in a frame.</summary>
/// <param name="firstParticle">Number of the first particle: the batch is particles first, first + 1 …</param>
/// <param name="count">Number of particles in the batch.</param>
/// <param name="found">Receives the coordinates, [particle of the batch][component], Å RMS over the molecule.</param>
public delegate void CoordinateEvaluator(int firstParticle, int count, Span<double> found);
