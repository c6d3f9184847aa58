using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public class PreconditionedConjugateGradientTests
{
    [Fact]
    public void Reaches_the_direct_solution_of_an_ill_conditioned_quadratic()
    {
        var quadratic = new TestQuadratic(60, 1000);
        var minimiser = new PreconditionedConjugateGradient(new float[60]);
        quadratic.Minimise(minimiser, 200);
        (quadratic.Energy(minimiser.Iterate) - quadratic.Least).ShouldBeLessThan(1e-6 * (minimiser.Energies[0] - quadratic.Least));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(10000, false)]
    [InlineData(100, true)]
    public void Makes_the_same_iterates_as_LBfgs_for_as_long_as_rounding_lets_it(double condition, bool preconditioned)
    {
        var quadratic = new TestQuadratic(80, condition);
        Preconditioner? scale = preconditioned ? Preconditioners.Diagonal([.. Enumerable.Range(0, 80).Select(i => 1 + 0.1f * i)]) : null;
        var gradient = new PreconditionedConjugateGradient(new float[80], preconditioner: scale);
        var quasiNewton = new LBfgs(new float[80], preconditioner: scale);
        quadratic.Minimise(gradient, 9);
        quadratic.Minimise(quasiNewton, 9);
        double gained = gradient.Energies[0] - gradient.Energy;
        quasiNewton.Energy.ShouldBe(gradient.Energy, 1e-4 * gained);
        gradient.Iteration.ShouldBe(8);
    }

    [Fact]
    public void Ends_within_as_many_iterations_as_there_are_distinct_eigenvalues()
    {
        TestQuadratic quadratic = TestQuadratic.Diagonal([.. Enumerable.Range(0, 30).Select(i => i % 3 + 1.0)]);
        var minimiser = new PreconditionedConjugateGradient(new float[30]);
        quadratic.Minimise(minimiser, 4);
        (minimiser.Energy - quadratic.Least).ShouldBeLessThan(1e-8 * minimiser.Energies[0]);
    }
}
