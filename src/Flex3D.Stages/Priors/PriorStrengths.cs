using System.Collections.Immutable;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Priors;

/// <summary>Strengths of the priors on the flow, by name: the factors on the priors' energies in the loss, such as λ on E_rigid in eq. 7.</summary>
/// <remarks>In units of the log-likelihood, ≥ 0 and finite. A prior that is not named has strength 0 and is not evaluated. Immutable.</remarks>
public sealed class PriorStrengths
{
    private PriorStrengths(ImmutableSortedDictionary<string, double> byName) => ByName = byName;

    /// <summary>Strength 0 for every prior.</summary>
    public static PriorStrengths None { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>The strengths that have been given, by name of the prior.</summary>
    public ImmutableSortedDictionary<string, double> ByName { get; }

    /// <summary>Returns the same strengths except for one prior.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not finite.</exception>
    public PriorStrengths With(string prior, double strength) => strength is >= 0 and < double.PositiveInfinity
        ? new(ByName.SetItem(prior, strength))
        : throw new ArgumentOutOfRangeException(nameof(strength), strength, $"the strength of {prior} must be a number of at least 0");

    /// <summary>The strength of a prior, if it is positive and no other prior's is; otherwise null.</summary>
    public double? Only(string prior) =>
        ByName.GetValueOrDefault(prior) is > 0 and double strength && ByName.All(given => given.Key == prior || given.Value == 0) ? strength : null;

    /// <summary>Writes the strength of each kind, in the order of the kinds.</summary>
    /// <exception cref="InvariantException">A strength is given to a prior that is not among them.</exception>
    public void CopyTo(IReadOnlyList<FlowPriorKind> kinds, Span<double> strengths)
    {
        int given = 0;
        for (int i = 0; i < kinds.Count; i++)
        {
            given += ByName.TryGetValue(kinds[i].Name, out strengths[i]) ? 1 : 0;
        }
        if (given < ByName.Count)
        {
            throw new InvariantException($"strengths are given to {string.Join(", ", ByName.Keys)}, but the problem's priors are {string.Join(", ", kinds.Select(kind => kind.Name))}");
        }
    }

    public override string ToString() => string.Join(", ", ByName.Select(prior => $"{prior.Key} {prior.Value}"));
}
