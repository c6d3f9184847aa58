using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Flex3D.Pipeline.Tests.Architecture;

/// <summary>The rooms of <c>src</c> (namespaces) and which of them name whose types, as the compiled assemblies say.</summary>
internal static class Rooms
{
    private const string House = "Flex3D.";

    /// <summary>Room → rooms it knows, with one example of each: <c>Type names Type</c>.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> Arrows(params System.Reflection.Assembly[] assemblies)
    {
        var found = new SortedDictionary<(string From, string To), string>();
        foreach (IType type in new ArchLoader().LoadAssemblies(assemblies).Build().Types)
        {
            foreach (IType known in type.Dependencies.Select(dependency => dependency.Target))
            {
                if (Of(type) is { } from && Of(known) is { } to && from != to && known is not GenericParameter)
                {
                    found.TryAdd((from, to), $"{type.Name} names {known.Name}");
                }
            }
        }
        return found;
    }

    /// <summary>The first <paramref name="depth"/> folders of a room below its project: <c>Stages/Engine/Cpu</c> at depth 1 is <c>Stages/Engine</c>.</summary>
    public static string Fold(string room, int depth) => string.Join('/', room.Split('/').Take(1 + depth));

    /// <summary>The rooms of one loop of arrows; empty where there is none.</summary>
    public static IReadOnlyList<string> Loop(IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> known = arrows.Where(arrow => arrow.From != arrow.To).Distinct().ToLookup(arrow => arrow.From, arrow => arrow.To);
        var done = new HashSet<string>();
        List<string> path = [];
        return known.Select(room => Visit(room.Key)).FirstOrDefault(loop => loop.Count > 0) ?? [];

        IReadOnlyList<string> Visit(string room)
        {
            if (path.IndexOf(room) is >= 0 and var at)
            {
                return [.. path.Skip(at), room];
            }
            if (!done.Add(room))
            {
                return [];
            }
            path.Add(room);
            IReadOnlyList<string> loop = known[room].Select(Visit).FirstOrDefault(found => found.Count > 0) ?? [];
            path.RemoveAt(path.Count - 1);
            return loop;
        }
    }

    // Null for types that are no house's: the framework's, and what the compiler makes.
    private static string? Of(IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(House, StringComparison.Ordinal) ? name[House.Length..].Replace('.', '/') : null;
}
