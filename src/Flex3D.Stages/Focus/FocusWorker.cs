using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Focus;

/// <summary>Takes the rest of the molecule out of images, and finds the region's pose in each; used by one thread at a time.</summary>
/// <remarks>
/// From the image I of a particle with latent z, contrast s, pose A and CTF C is subtracted s C P(A) D_z (1 − r)V: the rest of the half-map V of its own half-set, moved by the flow at z. Noise and
/// background stay as they are. The flow at z carries the region by x → R x + t (<see cref="RegionCarrier"/>), so that the region's pose is A R and its origin is less by (A t)_xy.
/// </remarks>
public sealed class FocusWorker
{
    private readonly FocusedHalf[] _halves;
    private readonly ParticleTable _table;
    private readonly ImageSource _source;
    private readonly IParticleState _state;
    private readonly byte[] _halfSets;
    private readonly TrainingBuffer _buffer;
    private readonly DensityProjector[] _projectors;
    private readonly FlowField[] _flows;
    private readonly float[] _flow, _ctf;

    /// <param name="halves">The model of half-set 1 and 2.</param>
    /// <param name="table">The particles.</param>
    /// <param name="source">Their full-size images.</param>
    /// <param name="state">Their state under the model of their half-set.</param>
    /// <param name="halfSets">Half-set of each particle, 1 or 2.</param>
    /// <param name="capacity">The most images of a call.</param>
    public FocusWorker(IReadOnlyList<FocusedHalf> halves, ParticleTable table, ImageSource source, IParticleState state, byte[] halfSets, int capacity)
    {
        (_halves, _table, _source, _state, _halfSets) = ([.. halves], table, source, state, halfSets);
        EngineProblem rest = halves[0].Rest;
        _buffer = new TrainingBuffer(rest.Box, rest.PixelSizeAngstrom, capacity, state.Layout.LatentDimension, 0);
        _projectors = [.. halves.Select(half => new DensityProjector(half.Rest))];
        _flows = [.. halves.Select(half => new FlowField(half.Model))];
        _flow = new float[3 * _flows.Max(flow => flow.VertexCount)];
        _ctf = new float[_buffer.Shard.SpectrumLength];
    }

    /// <summary>Reads some particles and takes the rest out of their images.</summary>
    /// <param name="rows">Rows of the table, at most as many as the capacity.</param>
    /// <param name="images">Receives the images, [image][y][x], protein white, in the units of their stacks.</param>
    /// <param name="particles">Receives the particles.</param>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public void Compute(ReadOnlySpan<int> rows, Span<float> images, Span<FocusedParticle> particles)
    {
        ImageBatch batch = _buffer.Images;
        _source.Read(rows, batch);
        batch.Pixels.CopyTo(images);
        _source.Transform(batch);
        _buffer.SetTerms(_source, _state);
        int pixels = batch.Box * batch.Box, k = _state.Layout.LatentDimension;
        for (int i = 0; i < rows.Length; i++)
        {
            int half = _halfSets[rows[i]] - 1;
            Span<float> flow = _flow.AsSpan(0, 3 * _flows[half].VertexCount);
            _flows[half].Flows(_buffer.Latents.Slice(i * k, k), 1, flow);
            Subtract(i, half, flow, images.Slice(i * pixels, pixels));
            particles[i] = Posed(i, _table[rows[i]], half, flow);
        }
    }

    private void Subtract(int i, int half, ReadOnlySpan<float> flow, Span<float> image)
    {
        DensityProjector projector = _projectors[half];
        projector.Project(_halves[half].RestDensity, _buffer.Shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), flow);
        _source.Predict(_buffer.Images.Parameters[i], projector.Real, projector.Imaginary, _ctf);
        float factor = _buffer.Images.Scalings[i].Factor, contrast = _buffer.Shard.Contrast[i] / factor, sign = Math.Sign(factor);
        float[] rest = projector.Inverse();
        for (int p = 0; p < image.Length; p++)
        {
            image[p] = sign * (image[p] - contrast * rest[p]); // a factor below 0 is that of images in which protein is dark
        }
    }

    private FocusedParticle Posed(int i, in Particle given, int half, ReadOnlySpan<float> flow)
    {
        ReadOnlySpan<float> turn = _buffer.Particles.Column(ParticleColumns.Turn).Slice(3 * i, 3), shift = _buffer.Particles.Column(ParticleColumns.Shift).Slice(2 * i, 2);
        Rotation pose = given.Rotation.Times(Rotation.FromVector(turn[0], turn[1], turn[2]));
        RigidMotion carried = _halves[half].Carrier.Of(flow);
        (double x, double y) = MagnificationMatrix.Apply(_table.Optics[given.Optics].Magnification, pose.Apply(carried.X, carried.Y, carried.Z));
        return new FocusedParticle(given, half + 1, pose.Times(carried.Rotation), given.OriginXAngstrom - shift[0] - x, given.OriginYAngstrom - shift[1] - y, _buffer.Particles.Column(ParticleColumns.DefocusChange)[i], carried);
    }
}
