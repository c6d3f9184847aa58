using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Orientations;

/// <summary>Molecules that do not move, to be compared with images from all orientations. Their projections are made when they are first asked for. Thread-safe.</summary>
/// <param name="voxels">Density of each bound voxel of each molecule, in the binding's order; it must not change.</param>
public sealed class StillOrientations(params float[][] voxels)
{
    private readonly Lock _making = new();
    private StillMolecule[]? _made;

    /// <summary>Bytes of the projections of some molecules.</summary>
    public static long BytesOf(int box, int molecules) => molecules * StillMolecule.BytesOf(box);

    /// <summary>Returns the density of each bound voxel of a molecule.</summary>
    public float[] Density(int molecule) => voxels[molecule];

    /// <summary>Returns a molecule as a model.</summary>
    public ModelSnapshot Model(int molecule) => new(voxels[molecule]);

    internal StillMolecule[] In(EngineProblem problem)
    {
        lock (_making)
        {
            if (_made is null)
            {
                var frequencies = new LowFrequencies(problem.Box);
                Rotation[] grid = OrientationGrid.Of(StillMolecule.StepDegrees);
                _made = [.. voxels.Select(density => new StillMolecule(problem, frequencies, density, grid))];
            }
            return _made;
        }
    }
}
