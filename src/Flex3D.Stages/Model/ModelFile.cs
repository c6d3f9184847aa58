using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Model;

/// <summary>The open model file, <c>model.npz</c>: a zip of NumPy arrays that <c>numpy.load</c> opens, and <c>meta.json</c>.</summary>
/// <remarks>
/// Arrays, float32 and int32, little-endian, C order: vertices (V, 3) Å from the box centre; cells (C, 4); rigidity_weights (C);
/// mobility (V); weight_i (in, out) and bias_i (out) of hidden layer i = 0…; weight_output (width, 3V), columns all x, all y, all
/// z; anchor (K); output_unit_angstrom, a scalar; latents (N, K); scale (N). The page docs/model-file.md evaluates it in NumPy.
/// Float64 and int64 arrays are accepted on reading, and so are compressed archives. Writing the same model gives the same bytes.
/// </remarks>
public static class ModelFile
{
    /// <summary>So many particles, evenly spread over the table, show in pictures and summaries what all would.</summary>
    public const int EnoughParticles = 10_000;

    private const int MostMetaBytes = 1 << 20;

    /// <summary>n, where every n-th of so many particles is to be taken for at most <paramref name="most"/>.</summary>
    public static int EveryOf(int particles, int most) => Math.Max(1, (int)(((long)particles + most - 1) / most));

    /// <summary>Writes a model with the latents it holds.</summary>
    public static void Write(string path, FlexModel model) => Write(path, model, new LatentArrays(model.Latents, model.Flow.LatentDimension, model.Scale));

    /// <summary>Writes a model with the latents and contrasts of <paramref name="particles"/> in place of those it holds, without holding them all.</summary>
    public static void Write(string path, FlexModel model, ILatentRows particles)
    {
        FlowArchitecture flow = model.Flow;
        TetrahedralMesh mesh = model.Mesh;
        var network = new FlowNetwork(flow);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mesh.VertexCount, flow.VertexCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(model.FlowParameters.Length, network.ParameterCount);
        var meta = new ModelMeta
        {
            Format = ModelMeta.FormatName,
            Version = ModelMeta.CurrentVersion,
            Name = model.Name,
            Box = model.Box,
            PixelSizeAngstrom = model.PixelSizeAngstrom,
            TrainingBox = model.TrainingBox,
            Vertices = mesh.VertexCount,
            Cells = mesh.CellCount,
            Particles = particles.Count,
            LatentDimension = flow.LatentDimension,
            HiddenLayers = flow.HiddenLayers,
            Width = flow.Width,
            Anchored = flow.Anchored,
            MotionSupported = model.MotionSupported,
            RigidityStrength = model.RigidityStrength,
            Seed = model.Seed,
        };
        DurableFile.Write(path, stream =>
        {
            using var archive = new NpzWriter(stream);
            archive.Add("meta.json", meta.ToJson());
            archive.Add("vertices", mesh.Vertices, mesh.VertexCount, 3);
            archive.Add("cells", mesh.Cells, mesh.CellCount, 4);
            archive.Add("rigidity_weights", mesh.RigidityWeights, mesh.CellCount);
            archive.Add("mobility", mesh.Mobility, mesh.VertexCount);
            foreach (FlowMatrix matrix in FlowMatrix.Of(network))
            {
                archive.Add(matrix.Name, matrix.Pack(model.FlowParameters), matrix.Shape);
            }
            archive.Add("anchor", flow.Anchor.Count > 0 ? [.. flow.Anchor] : new float[flow.LatentDimension], flow.LatentDimension);
            archive.Add("output_unit_angstrom", [FlowNetwork.OutputUnitAngstrom]);
            archive.AddFloats("latents", content => Each(particles, cursor => content.Write(MemoryMarshal.AsBytes(cursor.Latents))), particles.Count, flow.LatentDimension);
            archive.AddFloats("scale", content => Each(particles, cursor => content.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<float>([cursor.Scale])))), particles.Count);
        });
    }

    /// <summary>Reads and checks a model; cells of negative volume are turned.</summary>
    /// <param name="most">Particles to hold at most: of more, every n-th is read (<see cref="FlexModel.TotalParticles"/>).</param>
    /// <exception cref="InputException">The file is no model, an array is absent or of another shape, or a number is out of its range.</exception>
    public static FlexModel Read(string path, int most = int.MaxValue)
    {
        using var archive = new NpzReader(path);
        ModelMeta meta = ModelMeta.Parse(archive.Text("meta.json", MostMetaBytes), path);
        TetrahedralMesh mesh = MeshChecks.Check(path, new TetrahedralMesh
        {
            Vertices = archive.Floats("vertices", meta.Vertices, 3),
            Cells = archive.Integers("cells", meta.Cells, 4),
            RigidityWeights = archive.Floats("rigidity_weights", meta.Cells),
            Mobility = archive.Floats("mobility", meta.Vertices),
        });
        var flow = new FlowArchitecture(meta.LatentDimension, meta.HiddenLayers, meta.Width, meta.Vertices, meta.Anchored);
        float[] anchor = archive.Floats("anchor", meta.LatentDimension);
        if (meta.Anchored && anchor.AsSpan().ContainsAnyExcept(0f))
        {
            flow = flow.AnchoredAt(anchor);
        }
        int every = EveryOf(meta.Particles, most);
        return new FlexModel
        {
            TotalParticles = meta.Particles,
            Mesh = mesh,
            Flow = flow,
            FlowParameters = Parameters(archive, flow),
            Latents = archive.FloatRows("latents", every, meta.Particles, meta.LatentDimension),
            Scale = archive.FloatRows("scale", every, meta.Particles),
            RigidityStrength = meta.RigidityStrength,
            Box = meta.Box,
            PixelSizeAngstrom = meta.PixelSizeAngstrom,
            TrainingBox = meta.TrainingBox,
            Seed = meta.Seed,
            MotionSupported = meta.MotionSupported,
            Name = meta.Name,
        };
    }

    /// <summary>Reads the latents and contrasts of all particles of a model, without holding them all.</summary>
    /// <param name="path">The model.</param>
    /// <param name="particles">Receives them; of the model's number of particles and latent dimension.</param>
    /// <exception cref="InputException">The file is no model, or its latents are of another shape or not finite.</exception>
    public static void ReadParticles(string path, ParticleLatents particles)
    {
        using var archive = new NpzReader(path);
        int k = particles.Dimension;
        archive.EachRow("latents", particles.Count, [k], (first, latents) => particles.Write((int)first, latents, new float[latents.Length / k]));
        archive.EachRow("scale", particles.Count, [], (first, scales) =>
        {
            float[] latents = new float[scales.Length * k];
            particles.Read((int)first, latents, new float[scales.Length]);
            particles.Write((int)first, latents, scales);
        });
    }

    private static void Each(ILatentRows particles, Action<LatentCursor> work)
    {
        var cursor = new LatentCursor(particles);
        while (cursor.Next())
        {
            work(cursor);
        }
    }

    private static float[] Parameters(NpzReader archive, FlowArchitecture flow)
    {
        var network = new FlowNetwork(flow);
        float unit = archive.Floats("output_unit_angstrom")[0] / FlowNetwork.OutputUnitAngstrom;
        // Read before the padded array is taken: its size is then known to be in the file.
        var matrices = FlowMatrix.Of(network).Select(matrix => (matrix, values: archive.Floats(matrix.Name, matrix.Shape))).ToList();
        float[] parameters = new float[network.ParameterCount];
        foreach ((FlowMatrix matrix, float[] values) in matrices)
        {
            matrix.Unpack(values, parameters, matrix.IsOutput ? unit : 1);
        }
        return parameters;
    }
}
