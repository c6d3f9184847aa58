using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Proof;

/// <summary>The energies and gradients that an engine computes for the test problem.</summary>
/// <param name="Energies">[image][candidate].</param>
/// <param name="Flow">∂E/∂θ.</param>
/// <param name="Map">∂E/∂V.</param>
internal sealed record ProofResult(CandidateEnergy[] Energies, float[] Flow, float[] Map)
{
    public bool Equals(ProofResult? other) =>
        other is not null && Energies.AsSpan().SequenceEqual(other.Energies) && Flow.AsSpan().SequenceEqual(other.Flow) && Map.AsSpan().SequenceEqual(other.Map);

    public override int GetHashCode() => Energies.Length;

    /// <summary>The relative difference of another result from this one, for each compared quantity.</summary>
    public IEnumerable<(string What, double Distance)> Distances(ProofResult other) =>
    [
        ("the correlation of image and projection", Largest(other, energy => energy.Cross, energy => energy.Power)),
        ("the energy of the projection", Largest(other, energy => energy.Power, energy => energy.Power)),
        ("the prior on the flow", Largest(other, energy => energy.Prior, energy => energy.Prior)),
        ("the gradient of the flow", Relative(Flow, other.Flow)),
        ("the gradient of the map", Relative(Map, other.Map)),
    ];

    private double Largest(ProofResult other, Func<CandidateEnergy, double> value, Func<CandidateEnergy, double> unit)
    {
        double scale = Energies.Max(unit), largest = 0;
        for (int i = 0; i < Energies.Length; i++)
        {
            double distance = Math.Abs(value(Energies[i]) - value(other.Energies[i])) / scale;
            largest = distance <= largest ? largest : distance; // keeps a NaN
        }
        return largest;
    }

    private static double Relative(float[] expected, float[] found)
    {
        double norm = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            norm += (double)expected[i] * expected[i];
            difference += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
        }
        return Math.Sqrt(difference / norm);
    }
}
