using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public class LBfgsTests
{
    [Theory]
    [InlineData(20, 10, 30)]
    [InlineData(60, 100, 80)]
    [InlineData(60, 1000, 200)]
    public void Reaches_the_direct_solution_of_a_quadratic(int dimension, double condition, int evaluations)
    {
        var quadratic = new TestQuadratic(dimension, condition);
        var minimiser = new LBfgs(new float[dimension]);
        quadratic.Minimise(minimiser, evaluations);
        double first = minimiser.Energies[0] - quadratic.Least;
        (quadratic.Energy(minimiser.Iterate) - quadratic.Least).ShouldBeLessThan(1e-6 * first);
        double error = 0;
        for (int i = 0; i < dimension; i++)
        {
            error += Math.Pow(minimiser.Iterate[i] - quadratic.Solution[i], 2);
        }
        Math.Sqrt(error).ShouldBeLessThan(2e-2 * quadratic.Solution.L2Norm());
    }

    [Fact]
    public void The_first_step_is_the_exact_minimum_of_its_line_after_two_evaluations()
    {
        var quadratic = new TestQuadratic(40, 50);
        var minimiser = new LBfgs(new float[40]);
        quadratic.Minimise(minimiser, 2);
        minimiser.Iteration.ShouldBe(1);
        float[] gradient = quadratic.Gradient(minimiser.Iterate);
        float[] firstGradient = quadratic.Gradient(new float[40]);
        double along = gradient.Zip(firstGradient, (a, b) => (double)a * b).Sum() / firstGradient.Sum(b => (double)b * b);
        Math.Abs(along).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Energies_are_those_of_the_iterates_and_never_rise()
    {
        var quadratic = new TestQuadratic(50, 300);
        var minimiser = new LBfgs(new float[50]);
        for (int i = 0; i < 25; i++)
        {
            quadratic.Evaluate(minimiser);
            minimiser.Energy.ShouldBe(quadratic.Energy(minimiser.Iterate), 1e-5 * minimiser.Energies[0]);
        }
        minimiser.Energies.ShouldBe(minimiser.Energies.OrderByDescending(e => e));
        minimiser.Iteration.ShouldBe(24);
    }

    [Fact]
    public void At_the_minimum_already_it_converges_at_once()
    {
        var minimiser = new LBfgs([1f, 2f]);
        minimiser.Report(5, [0f, 0f]);
        minimiser.Status.ShouldBe(MinimiserStatus.Converged);
        Should.Throw<InvalidOperationException>(() => minimiser.Next(new float[2]));
    }

    [Fact]
    public void Along_a_line_without_curvature_it_stalls_instead_of_running_away()
    {
        var minimiser = new LBfgs(new float[2]);
        minimiser.Report(5, [1f, 0f]);
        minimiser.Report(4, [1f, 0f]);
        minimiser.Status.ShouldBe(MinimiserStatus.Stalled);
        minimiser.Iterate.ToArray().ShouldBe([0f, 0f]);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_refused_and_leaves_the_state_as_it_was()
    {
        var quadratic = new TestQuadratic(4, 3);
        var minimiser = new LBfgs(new float[4]);
        quadratic.Evaluate(minimiser);
        Should.Throw<ArithmeticException>(() => minimiser.Report(1, [1f, float.NaN, 0f, 0f]));
        Should.Throw<ArithmeticException>(() => minimiser.Report(double.NaN, new float[4]));
        minimiser.Evaluations.ShouldBe(1);
        quadratic.Evaluate(minimiser);
        minimiser.Iteration.ShouldBe(1);
    }
}
