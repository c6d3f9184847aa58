using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>A mesh that was cut along segments.</summary>
/// <param name="Mesh">The mesh, with its segments.</param>
/// <param name="Report">What it is made of.</param>
public sealed record CutMesh(TetrahedralMesh Mesh, CutReport Report);

/// <summary>What a cut mesh is made of.</summary>
/// <param name="Segments">Each segment.</param>
/// <param name="Contacts">Each two segments that touch.</param>
/// <param name="Parts">Names of the segments of each part of the mesh that shares no vertex with another; one where all hangs together.</param>
public sealed record CutReport(IReadOnlyList<CutSegment> Segments, IReadOnlyList<CutContact> Contacts, IReadOnlyList<IReadOnlyList<string>> Parts)
{
    internal static CutReport Of(TetrahedralMesh mesh, DensityMap mask, CutMeshOptions options, SegmentContacts contacts, IReadOnlyDictionary<(int Parent, int Child), int> shared)
    {
        MeshSegments segments = mesh.Segments!;
        CutSegment[] each = [.. options.Segments.Select(segment =>
        {
            bool[] set = new bool[mask.Values.Length];
            SegmentCubes.ForEach(mask, options.Mesh.Support, (_, _, _, flat) => set[flat] = segments.Places.Labels[flat] == segment.Label);
            return new CutSegment(segment.Label, segment.Name, segments.CellLabels.Count(label => label == segment.Label), ConnectedComponents.KeepLarge(set, mask.Box, 0));
        })];
        CutContact[] pairs = [.. contacts.Faces.Select(entry => new CutContact(
            segments.NameOf(entry.Key.Low), segments.NameOf(entry.Key.High), entry.Value.Count, shared.GetValueOrDefault(entry.Key) + shared.GetValueOrDefault((entry.Key.High, entry.Key.Low))))];
        return new(each, pairs, Together(mesh));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Together(TetrahedralMesh mesh)
    {
        MeshSegments segments = mesh.Segments!;
        Dictionary<int, int> root = segments.Segments.ToDictionary(segment => segment.Label, segment => segment.Label);
        int[] first = segments.OfVertices(mesh);
        for (int i = 0; i < mesh.Cells.Length; i++)
        {
            (int a, int b) = (Root(first[mesh.Cells[i]]), Root(segments.CellLabels[i / 4]));
            if (a != b)
            {
                root[b] = a;
            }
        }
        return [.. segments.Segments.GroupBy(segment => Root(segment.Label)).Select(group => (IReadOnlyList<string>)[.. group.Select(segment => segment.Name)])];

        int Root(int label)
        {
            while (root[label] != label)
            {
                label = root[label];
            }
            return label;
        }
    }
}

/// <summary>A segment of a cut mesh.</summary>
/// <param name="Cells">Number of its cells.</param>
/// <param name="Pieces">Voxels of each of its pieces that touch nowhere, the largest first.</param>
public sealed record CutSegment(int Label, string Name, int Cells, IReadOnlyList<int> Pieces);

/// <summary>Two segments that touch.</summary>
/// <param name="Faces">Faces between voxels of both.</param>
/// <param name="SharedVertices">Vertices that they share; 0 where they are not fused.</param>
public sealed record CutContact(string First, string Second, int Faces, int SharedVertices);
