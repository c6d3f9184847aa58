using Flex3D.Fuzz.Mutation;

namespace Flex3D.Fuzz.Targets;

/// <summary>A format: what its damaged files look like, and how they are read.</summary>
public interface IFuzzTarget
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>What such a file is called.</summary>
    string FileName => $"input.{Name}";

    /// <summary>A damaged file; the same for the same draws.</summary>
    byte[] Mutate(FuzzRandom random);

    /// <summary>Every way by which the program reads such a file, from <see cref="Storage.Current"/>.</summary>
    IReadOnlyList<Action<string>> Readers { get; }
}
