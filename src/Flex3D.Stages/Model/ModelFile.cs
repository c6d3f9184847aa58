using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Model;

/// <summary>Reads and writes the open model file, <c>model.npz</c>: a zip of NumPy arrays that <c>numpy.load</c> opens, and <c>meta.json</c>.</summary>
/// <remarks>
/// Arrays, float32 and int32, little-endian, C order: vertices (V, 3) Å from the box centre; cells (C, 4); rigidity_weights (C);
/// mobility (V); of a cut mesh those of <see cref="ModelSegments"/>; weight_i (in, out) and bias_i (out) of hidden layer i = 0…; weight_output (width, 3V), columns all x, all y, all
/// z; anchor (K); output_unit_angstrom, a scalar; latents (N, K); scale (N). The page docs/model-file.md evaluates it in NumPy.
/// Float64 and int64 arrays are accepted on reading, and so are compressed archives. Writing the same model gives the same bytes.
/// </remarks>
public static class ModelFile
{
    /// <summary>The number of particles, evenly spread over the table, that suffices for pictures and summaries.</summary>
    public const int EnoughParticles = 10_000;

    private const int MostMetaBytes = 1 << 20;

    /// <summary>Returns n such that every n-th of <paramref name="particles"/> particles makes at most <paramref name="most"/>.</summary>
    public static int EveryOf(int particles, int most) => Math.Max(1, (int)(((long)particles + most - 1) / most));

    /// <summary>Writes a model with the state of <paramref name="particles"/> instead of its own latents, without holding all of them in memory.</summary>
    public static void Write(string path, FlexModel model, IParticleState particles)
    {
        FlowArchitecture flow = model.Flow;
        TetrahedralMesh mesh = model.Mesh;
        var network = new FlowNetwork(flow);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mesh.VertexCount, flow.VertexCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(model.FlowParameters.Length, network.ParameterCount);
        var meta = new ModelMeta
        {
            Format = ModelMeta.FormatName,
            Version = mesh.Segments is null ? ModelMeta.UncutVersion : ModelMeta.CutVersion,
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
            WholeMoves = model.WholeMoves,
            Heterogeneity = model.Heterogeneity,
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
            ModelSegments.Write(archive, mesh);
            foreach (FlowMatrix matrix in FlowMatrix.Of(network))
            {
                archive.Add(matrix.Name, matrix.Pack(model.FlowParameters), matrix.Shape);
            }
            archive.Add("anchor", flow.Anchor.Count > 0 ? [.. flow.Anchor] : new float[flow.LatentDimension], flow.LatentDimension);
            archive.Add("output_unit_angstrom", [FlowNetwork.OutputUnitAngstrom]);
            foreach (ParticleColumn column in particles.Layout.Columns)
            {
                archive.AddFloats(column.ModelArray, content => WriteColumn(content, particles, column), [particles.Count, .. WidthsOf(column, flow.LatentDimension)]);
            }
        });
    }

    /// <summary>Reads and checks a model; cells of negative volume are reoriented.</summary>
    /// <param name="most">The most particles to hold: of more, every n-th is read (<see cref="FlexModel.TotalParticles"/>).</param>
    /// <exception cref="InputException">The file is not a model, an array is absent or of another shape, or a number is out of its range.</exception>
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
            Segments = meta.Version == ModelMeta.CutVersion ? ModelSegments.Read(archive, path, meta) : null,
        });
        var flow = new FlowArchitecture(meta.LatentDimension, meta.HiddenLayers, meta.Width, meta.Vertices, meta.Anchored);
        float[] anchor = archive.Floats("anchor", meta.LatentDimension);
        if (meta.Anchored && anchor.AsSpan().ContainsAnyExcept(0f))
        {
            flow = flow.AnchoredAt(anchor);
        }
        int every = EveryOf(meta.Particles, most);
        float[] latents = archive.FloatRows(ParticleColumns.Latents.ModelArray, every, meta.Particles, meta.LatentDimension);
        foreach (ParticleColumn column in ParticleColumns.All.Where(column => column != ParticleColumns.Latents && !IsLeftOut(archive, column)))
        {
            archive.EachRow(column.ModelArray, meta.Particles, WidthsOf(column, meta.LatentDimension), static (_, _) => { }); // only checks the array
        }
        return new FlexModel
        {
            TotalParticles = meta.Particles,
            Mesh = mesh,
            Flow = flow,
            FlowParameters = Parameters(archive, flow),
            Latents = latents,
            RigidityStrength = meta.RigidityStrength,
            Box = meta.Box,
            PixelSizeAngstrom = meta.PixelSizeAngstrom,
            TrainingBox = meta.TrainingBox,
            Seed = meta.Seed,
            MotionSupported = meta.MotionSupported,
            WholeMoves = meta.WholeMoves,
            Heterogeneity = meta.Heterogeneity,
            Name = meta.Name,
        };
    }

    /// <summary>Reads a column of the particles' state, [particle][number]; an optional column that the file leaves out has its default.</summary>
    /// <param name="path">Path of the model.</param>
    /// <param name="column">The column.</param>
    /// <param name="most">The most particles to hold: of more, every n-th is read, as by <see cref="Read"/>.</param>
    /// <exception cref="InputException">The file is not a model, or the array is absent, of another shape or not finite.</exception>
    public static float[] ReadColumn(string path, ParticleColumn column, int most = int.MaxValue)
    {
        using var archive = new NpzReader(path);
        ModelMeta meta = ModelMeta.Parse(archive.Text("meta.json", MostMetaBytes), path);
        int every = EveryOf(meta.Particles, most);
        return IsLeftOut(archive, column)
            ? [.. Enumerable.Repeat(column.Default, (meta.Particles + every - 1) / every * column.WidthFor(meta.LatentDimension))]
            : archive.FloatRows(column.ModelArray, every, meta.Particles, WidthsOf(column, meta.LatentDimension));
    }

    /// <summary>Reads the state of all particles of a model, without holding all of them in memory.</summary>
    /// <param name="path">Path of the model.</param>
    /// <param name="particles">Receives the state, but for the optional columns that the file leaves out; has the model's number of particles and latent dimension.</param>
    /// <exception cref="InputException">The file is not a model, or an array of the particles is absent, of another shape or not finite.</exception>
    public static void ReadParticles(string path, ParticleState particles)
    {
        using var archive = new NpzReader(path);
        foreach (ParticleColumn column in particles.Layout.Columns.Where(column => !IsLeftOut(archive, column)))
        {
            archive.EachRow(column.ModelArray, particles.Count, WidthsOf(column, particles.Layout.LatentDimension), (first, values) => particles.Restore(column, (int)first, values));
        }
    }

    private static bool IsLeftOut(NpzReader archive, ParticleColumn column) => column.Optional && !archive.Has(column.ModelArray);

    private static void WriteColumn(Stream content, IParticleState particles, ParticleColumn column)
    {
        var cursor = new ParticleCursor(particles);
        while (cursor.Next())
        {
            content.Write(MemoryMarshal.AsBytes(cursor[column]));
        }
    }

    // Returns the shape of a column's array without the number of particles.
    private static long[] WidthsOf(ParticleColumn column, int latentDimension) => !column.IsNumbered ? [] : [column.WidthFor(latentDimension)];

    private static float[] Parameters(NpzReader archive, FlowArchitecture flow)
    {
        var network = new FlowNetwork(flow);
        float unit = archive.Floats("output_unit_angstrom")[0] / FlowNetwork.OutputUnitAngstrom;
        // Read before the padded array is allocated: its size is then known to be in the file.
        var matrices = FlowMatrix.Of(network).Select(matrix => (matrix, values: archive.Floats(matrix.Name, matrix.Shape))).ToList();
        float[] parameters = new float[network.ParameterCount];
        foreach ((FlowMatrix matrix, float[] values) in matrices)
        {
            matrix.Unpack(values, parameters, matrix.IsOutput ? unit : 1);
        }
        return parameters;
    }
}
