using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Proof;

/// <summary>The energies and gradients that an engine computes for the test problem.</summary>
/// <param name="Energies">[image][candidate].</param>
/// <param name="Flow">∂E/∂θ.</param>
/// <param name="Map">∂E/∂V.</param>
/// <param name="Own">The loss of each image to second order in all of its own parameters.</param>
/// <param name="Linear">What is computed of a linear density model.</param>
internal sealed record ProofResult(CandidateEnergy[] Energies, float[] Flow, float[] Map, NormalEquations Own, LinearResult Linear)
{
    public bool Equals(ProofResult? other) =>
        other is not null && Energies.AsSpan().SequenceEqual(other.Energies) && Flow.AsSpan().SequenceEqual(other.Flow) && Map.AsSpan().SequenceEqual(other.Map)
        && Equal(Own, other.Own) && Linear.Energies.AsSpan().SequenceEqual(other.Linear.Energies) && Linear.Components.AsSpan().SequenceEqual(other.Linear.Components) && Equal(Linear.Own, other.Linear.Own);

    public override int GetHashCode() => Energies.Length;

    /// <summary>The relative difference of another result from this one, for each compared quantity.</summary>
    public IEnumerable<(string What, double Distance)> Distances(ProofResult other) =>
    [
        ("the correlation of image and projection", Largest(Energies, other.Energies, energy => energy.Cross, energy => energy.Power)),
        ("the energy of the projection", Largest(Energies, other.Energies, energy => energy.Power, energy => energy.Power)),
        ("the prior on the flow", Largest(Energies, other.Energies, energy => energy.Prior, energy => energy.Prior)),
        ("the gradient of the flow", Relative(Flow, other.Flow)),
        ("the gradient of the map", Relative(Map, other.Map)),
        ("the gradient in the parameters of images", OwnGradient(Own, other.Own)),
        ("the Hessian in the parameters of images", OwnHessian(Own, other.Own)),
        ("the correlation of image and mixed density", Largest(Linear.Energies, other.Linear.Energies, energy => energy.Cross, energy => energy.Power)),
        ("the energy of the mixed density", Largest(Linear.Energies, other.Linear.Energies, energy => energy.Power, energy => energy.Power)),
        ("the gradient of density components", Relative(Linear.Components, other.Linear.Components)),
        ("the gradient in the parameters of images of mixed densities", OwnGradient(Linear.Own, other.Linear.Own)),
        ("the Hessian in the parameters of images of mixed densities", OwnHessian(Linear.Own, other.Linear.Own)),
    ];

    private static bool Equal(NormalEquations one, NormalEquations other) =>
        one.Energies.AsSpan().SequenceEqual(other.Energies) && one.Gradients.AsSpan().SequenceEqual(other.Gradients) && one.Hessians.AsSpan().SequenceEqual(other.Hessians);

    private static double Largest(CandidateEnergy[] expected, CandidateEnergy[] found, Func<CandidateEnergy, double> value, Func<CandidateEnergy, double> unit)
    {
        double scale = expected.Max(unit), largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double distance = Math.Abs(value(expected[i]) - value(found[i])) / scale;
            largest = Math.Max(largest, distance); // NaN if one is
        }
        return largest;
    }

    // Relative to √(2·energy·curvature), the largest slope that a parameter of this curvature can have.
    private static double OwnGradient(NormalEquations expected, NormalEquations found)
    {
        double largest = 0;
        for (int at = 0; at < expected.Gradients.Length; at++)
        {
            (int image, int a) = Math.DivRem(at, expected.Columns.Count);
            double distance = Math.Abs(expected.Gradients[at] - found.Gradients[at]) / Math.Sqrt(2 * expected.Energies[image].Power * Curvature(expected, image, a));
            largest = Math.Max(largest, distance);
        }
        return largest;
    }

    // Relative to the curvatures of both parameters.
    private static double OwnHessian(NormalEquations expected, NormalEquations found)
    {
        double largest = 0;
        for (int at = 0; at < expected.Hessians.Length; at++)
        {
            (int row, int b) = Math.DivRem(at, expected.Columns.Count);
            (int image, int a) = Math.DivRem(row, expected.Columns.Count);
            double distance = Math.Abs(expected.Hessians[at] - found.Hessians[at]) / Math.Sqrt(Curvature(expected, image, a) * Curvature(expected, image, b));
            largest = Math.Max(largest, distance);
        }
        return largest;
    }

    private static double Curvature(NormalEquations equations, int image, int parameter) => equations.Hessian(image)[parameter * (equations.Columns.Count + 1)];

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

/// <summary>The energies and gradients of a linear density model.</summary>
/// <param name="Energies">[image][candidate].</param>
/// <param name="Components">∂E/∂U.</param>
/// <param name="Own">The loss of each image to second order in all of its own parameters.</param>
internal sealed record LinearResult(CandidateEnergy[] Energies, float[] Components, NormalEquations Own);
