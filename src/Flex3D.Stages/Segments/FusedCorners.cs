using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>The corners that fused segments share: those of the cubes in which voxels of both touch.</summary>
internal sealed class FusedCorners
{
    private readonly Dictionary<(int Label, long Corner), int> _with = [];

    /// <param name="lattice">The cubes.</param>
    /// <param name="cubes">Those of each segment.</param>
    /// <param name="levels">Level of each segment, by label.</param>
    /// <param name="options">What is fused.</param>
    /// <param name="contacts">Where segments touch.</param>
    /// <exception cref="InputException">Two segments that are to be fused touch nowhere.</exception>
    public FusedCorners(CubeLattice lattice, SegmentCubes cubes, IReadOnlyDictionary<int, int> levels, CutMeshOptions options, SegmentContacts contacts)
    {
        foreach ((int parent, int child) in options.Fuse)
        {
            string Name(int label) => options.Segments.First(segment => segment.Label == label).Name;
            if (!contacts.Faces.TryGetValue(SegmentContacts.Pair(parent, child), out List<ContactFace>? faces))
            {
                throw new InputException("mesh.fuse", $"'{Name(parent)} > {Name(child)}'", "segments that touch nowhere", "two neighbours", $"fuse each to a segment that it touches: {string.Join(", ", contacts.NeighboursOf(child).Select(Name))}");
            }
            double least = options.FuseDensity * faces.Max(face => face.Density);
            var shared = new HashSet<long>();
            foreach (ContactFace face in faces.Where(face => face.Density >= least))
            {
                Share(lattice, cubes, levels, face, shared);
            }
            foreach (long corner in shared)
            {
                Join(parent, child, corner);
            }
            Shared[(parent, child)] = shared.Count;
        }
    }

    /// <summary>Number of corners that each fused pair, parent and child, shares.</summary>
    public Dictionary<(int Parent, int Child), int> Shared { get; } = [];

    /// <summary>Returns the segment under whose label a corner of a segment is kept.</summary>
    public int OwnerOf(int label, long corner)
    {
        while (_with.TryGetValue((label, corner), out int other))
        {
            label = other;
        }
        return label;
    }

    private void Join(int a, int b, long corner)
    {
        (a, b) = (OwnerOf(a, corner), OwnerOf(b, corner));
        if (a != b)
        {
            _with[(b, corner)] = a;
        }
    }

    // Of two levels the coarser has all corners that can be shared.
    private static void Share(CubeLattice lattice, SegmentCubes cubes, IReadOnlyDictionary<int, int> levels, ContactFace face, HashSet<long> shared)
    {
        (int a, int b) = (levels[face.First.Label], levels[face.Second.Label]);
        IEnumerable<long> first = Corners(lattice, a, face.First), second = Corners(lattice, b, face.Second);
        shared.UnionWith(a == b ? first.Intersect(second)
            : a < b ? first.Where(cubes.Corners[face.Second.Label].Contains)
            : second.Where(cubes.Corners[face.First.Label].Contains));
    }

    private static long[] Corners(CubeLattice lattice, int level, LabelledVoxel voxel) =>
        [.. Enumerable.Range(0, 8).Select(c => lattice.Corner(level, lattice.CubeOf(level, voxel.X, voxel.Y, voxel.Z), c))];
}
