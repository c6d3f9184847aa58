using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Proof;

/// <summary>The energies and gradients that an engine computes for the test problem.</summary>
/// <param name="Energies">[image][candidate].</param>
/// <param name="Flow">∂E/∂θ.</param>
/// <param name="Map">∂E/∂V.</param>
/// <param name="Own">The loss of each image to second order in all of its own parameters.</param>
internal sealed record ProofResult(CandidateEnergy[] Energies, float[] Flow, float[] Map, NormalEquations Own)
{
    public bool Equals(ProofResult? other) =>
        other is not null && Energies.AsSpan().SequenceEqual(other.Energies) && Flow.AsSpan().SequenceEqual(other.Flow) && Map.AsSpan().SequenceEqual(other.Map)
        && Own.Energies.AsSpan().SequenceEqual(other.Own.Energies) && Own.Gradients.AsSpan().SequenceEqual(other.Own.Gradients) && Own.Hessians.AsSpan().SequenceEqual(other.Own.Hessians);

    public override int GetHashCode() => Energies.Length;

    /// <summary>The relative difference of another result from this one, for each compared quantity.</summary>
    public IEnumerable<(string What, double Distance)> Distances(ProofResult other) =>
    [
        ("the correlation of image and projection", Largest(other, energy => energy.Cross, energy => energy.Power)),
        ("the energy of the projection", Largest(other, energy => energy.Power, energy => energy.Power)),
        ("the prior on the flow", Largest(other, energy => energy.Prior, energy => energy.Prior)),
        ("the gradient of the flow", Relative(Flow, other.Flow)),
        ("the gradient of the map", Relative(Map, other.Map)),
        ("the gradient in the parameters of images", OwnGradient(other.Own)),
        ("the Hessian in the parameters of images", OwnHessian(other.Own)),
    ];

    private double Largest(ProofResult other, Func<CandidateEnergy, double> value, Func<CandidateEnergy, double> unit)
    {
        double scale = Energies.Max(unit), largest = 0;
        for (int i = 0; i < Energies.Length; i++)
        {
            double distance = Math.Abs(value(Energies[i]) - value(other.Energies[i])) / scale;
            largest = Math.Max(largest, distance); // NaN if one is
        }
        return largest;
    }

    // Relative to √(2·energy·curvature), the largest slope that a parameter of this curvature can have.
    private double OwnGradient(NormalEquations other)
    {
        double largest = 0;
        for (int at = 0; at < Own.Gradients.Length; at++)
        {
            (int image, int a) = Math.DivRem(at, Own.Columns.Count);
            double distance = Math.Abs(Own.Gradients[at] - other.Gradients[at]) / Math.Sqrt(2 * Own.Energies[image].Power * Curvature(image, a));
            largest = Math.Max(largest, distance);
        }
        return largest;
    }

    // Relative to the curvatures of both parameters.
    private double OwnHessian(NormalEquations other)
    {
        double largest = 0;
        for (int at = 0; at < Own.Hessians.Length; at++)
        {
            (int row, int b) = Math.DivRem(at, Own.Columns.Count);
            (int image, int a) = Math.DivRem(row, Own.Columns.Count);
            double distance = Math.Abs(Own.Hessians[at] - other.Hessians[at]) / Math.Sqrt(Curvature(image, a) * Curvature(image, b));
            largest = Math.Max(largest, distance);
        }
        return largest;
    }

    private double Curvature(int image, int parameter) => Own.Hessian(image)[parameter * (Own.Columns.Count + 1)];

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
