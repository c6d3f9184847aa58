using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Inspection;
using Flex3D.Stages.Geometry.Stillness;
using Flex3D.Stages.Geometry.Vtk;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Mesh;

/// <summary>Mask and map → the tetrahedral mesh, also as pictures: <c>mesh/mesh.json</c>, <c>mesh.vtu</c>, <c>mesh.pdb</c>.</summary>
internal sealed class MeshStep : IPipelineStep
{
    public const string Name = "mesh";

    private const string FileName = "mesh.json";

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Builds the tetrahedral mesh from map and mask; also for ChimeraX and ParaView.",
        "flex3d mesh --from runs/prepared --out runs/mesh --cells 16");

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name];

    public IReadOnlyList<StepResult> Results { get; } = [];

    public static string MeshFileOf(StepContext context) => context.ResultOf(Name, FileName, "mesh");

    public Task RunAsync(StepContext context)
    {
        Configuration.MeshOptions options = context.Options.Mesh!;
        PreparedFiles prepared = PreparedFiles.Read(context);
        DensityMap mask = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name)));
        if (options is { File: not null, Segmentation: not null })
        {
            throw new InputException("mesh", null, "both mesh.file and mesh.segmentation", "one of them", "a mesh file has its own cuts");
        }
        double corner = prepared.FullBox / 2 * prepared.PixelSizeAngstrom; // maps are written with their first voxel at 0
        TetrahedralMesh mesh = options.File is null ? Build(context, options, prepared, mask) : ReadGiven(context, options.File, corner);
        mesh = HoldStill(context, options, mesh, mask, prepared);
        if (options.Weights is { } weights)
        {
            SetWeights(context, mesh, weights, prepared);
        }
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        binding.RequireCovered(options.File ?? "the mesh", "the mask");
        MeshFile.Write(Path.Combine(context.Output, FileName), mesh);
        VtuWriter.Write(Path.Combine(context.Run.Path, "mesh.vtu"), mesh, corner);
        if (mesh.VertexCount <= MeshPictures.MaximumPdbVertices)
        {
            MeshPictures.WritePdb(Path.Combine(context.Run.Path, "mesh.pdb"), mesh, corner);
        }
        if (options.Inspect || options.File is not null)
        {
            Inspect(context, mesh, MeshInspection.Of(mesh, binding), corner, options.Inspect);
        }
        context.Log.Information("mesh of {Vertices} vertices and {Cells} cells over {Voxels} voxels", mesh.VertexCount, mesh.CellCount, binding.Count);
        return Task.CompletedTask;
    }

    private static TetrahedralMesh ReadGiven(StepContext context, string path, double corner)
    {
        context.Run.RecordInputs([path]);
        TetrahedralMesh mesh = VtkMesh.Is(path) ? VtkMesh.Read(path, corner) : MeshFile.Read(path);
        InsideOutCells.Refuse(mesh, path);
        return mesh;
    }

    private static void SetWeights(StepContext context, TetrahedralMesh mesh, string path, PreparedFiles prepared)
    {
        context.Run.RecordInputs([path]);
        int set = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
            ? GivenWeights.FromTable(mesh, path)
            : GivenWeights.FromMap(mesh, InputMaps.AsGiven(context, "map of weights", path, prepared.Grid, prepared.MapAsGiven), path);
        context.Log.Information("rigidity weights of {Set} of {Cells} cells are those of {Path}", set, mesh.CellCount, path);
    }

    // Of a mesh that was not asked to be inspected only what may hinder training is said.
    private static void Inspect(StepContext context, TetrahedralMesh mesh, MeshInspection inspection, double corner, bool all)
    {
        if (inspection.Slivers is { Length: > 0 })
        {
            context.Log.Warning("the mesh has {Slivers:l}", inspection.SliverText);
        }
        if (!all)
        {
            return;
        }
        DurableFile.WriteText(Path.Combine(context.Output, "cells.csv"), inspection.ToCsv());
        MeshBild.Write(Path.Combine(context.Run.Path, "mesh.bild"), mesh, corner);
        foreach (string line in inspection.Summary(label => mesh.Segments!.NameOf(label)))
        {
            context.Log.Information("{Line:l}", line);
        }
    }

    private static TetrahedralMesh Build(StepContext context, Configuration.MeshOptions options, PreparedFiles prepared, DensityMap mask)
    {
        DensityMap map = prepared.ReadMap(context);
        double voxel = Math.Pow(mask.PixelSizeAngstrom, 3), volume = 0;
        foreach (float value in mask.Values)
        {
            volume += value * voxel;
        }
        double cell = CellSize(context, options, prepared, volume);
        context.Log.Information("cells of {Cell} Å", Math.Round(cell, 1));

        // The mesh is laid over the training box's mask: its voxels are what training moves.
        DensityMap small = Calibration.TrainingMask(mask, prepared.TrainingBox, context.Threads), density = FourierResize3.Resize(map, prepared.TrainingBox, context.Threads);
        var regular = new MeshOptions { CellSizeAngstrom = cell, MinimumRigidityWeight = options.MinimumRigidity, SurfaceRigidityWeight = options.SurfaceRigidity };
        return options.Segmentation is null ? MeshBuilder.BuildRegular(small, density, regular) : SegmentedMesh.Build(context, prepared, small, density, regular);
    }

    // Returns the cell size to use; if none was given, it is stored in the run's settings.
    private static double CellSize(StepContext context, Configuration.MeshOptions options, PreparedFiles prepared, double maskVolume)
    {
        var choices = new Configuration.Choices();
        if (options is { CellSize: null, Cells: { } across })
        {
            double derived = prepared.FullBox * prepared.PixelSizeAngstrom / across;
            choices.Note("mesh.cellSize", FormattableString.Invariant($"{derived:0.##} Å, from cells"));
            context.Settings.Use(context.Options, choices);
            return derived;
        }
        double cell = choices.Value(
            options.CellSize, "mesh.cellSize", AutomaticSettings.CellSizeAngstrom(maskVolume, prepared.Images, prepared.SignalEnergy),
            FormattableString.Invariant($"from {prepared.Images} {(prepared.SharedImages is null ? "particles" : "images")}, the signal of an image ({prepared.SignalEnergy:0.#}) and the mask's {maskVolume:0} Å³"));
        if (options.Cells is null)
        {
            choices.Note("mesh.cells", "cellSize is used instead");
        }
        context.Settings.Use(context.Options with { Mesh = options with { CellSize = cell } }, choices);
        return cell;
    }

    // Given meshes are held still too: their own mobility is multiplied.
    private static TetrahedralMesh HoldStill(StepContext context, Configuration.MeshOptions options, TetrahedralMesh mesh, DensityMap solvent, PreparedFiles prepared)
    {
        if (context.Options.Inputs.MicelleMask is not { } path)
        {
            return options.MicelleWidth == 0 ? mesh
                : throw new InputException("the pipeline", "mesh.micelleWidth", FormattableString.Invariant($"{options.MicelleWidth} Å, and no mask of a part that must not move"), "a mask beside the width", "set inputs.micelleMask, or leave mesh.micelleWidth at 0");
        }
        DensityMap mask = InputMaps.Mask(context, "micelle mask", path, prepared.Grid, prepared.MapAsGiven, softEdgeAngstrom: 0);
        context.Run.RecordInputs([path]);
        var held = StillRegion.Hold(mesh, mask, solvent, options.MicelleWidth, path);
        if (held.Still == 0)
        {
            context.Log.Warning("the micelle mask {Path} touches no cell of the mesh, so that everything may move: its box must have the same centre as the consensus map's", path);
            return mesh;
        }
        context.Log.Information("{Still} of {All} vertices are held still by the micelle mask; {Between} within {Width} Å of it move by a part of their flow", held.Still, held.Mesh.VertexCount, held.Between, options.MicelleWidth);
        return held.Mesh;
    }
}
