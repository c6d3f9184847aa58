using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Numerics;

/// <summary>Against every pair of points.</summary>
public class NeighbourTreeTests
{
    private static float[] Points(int count, int dimension, bool coarse) =>
        [.. Enumerable.Range(0, count * dimension).Select(i => (float)(coarse ? Math.Round(3 * Math.Sin(i * 12.9898)) : Math.Sin(i * 12.9898 + i * i * 0.37)))];

    private static double[] Distances(float[] points, int dimension, int point) =>
        [.. Enumerable.Range(0, points.Length / dimension).Where(other => other != point).Select(other => Enumerable.Range(0, dimension).Sum(k => Math.Pow((double)points[point * dimension + k] - points[other * dimension + k], 2))).Order()];

    [Theory]
    [InlineData(1, 1, false), InlineData(7, 2, false), InlineData(500, 1, false), InlineData(500, 2, false), InlineData(400, 5, false), InlineData(600, 2, true), InlineData(300, 1, true)]
    public void Neighbours_are_those_of_every_pair(int count, int dimension, bool coarse)
    {
        float[] points = Points(count, dimension, coarse);
        var tree = new NeighbourTree(points, dimension);
        tree.Count.ShouldBe(count);
        for (int point = 0; point < count; point += 3)
        {
            double[] distances = Distances(points, dimension, point);
            foreach (double radius in new[] { 0.05, 0.4, 1, 2 })
            {
                int within = distances.Count(distance => distance <= radius * radius);
                tree.HasWithin(point, radius, Math.Max(1, within)).ShouldBe(within > 0);
                tree.HasWithin(point, radius, within + 1).ShouldBeFalse();
            }
            foreach (int k in new[] { 1, 10, 80 })
            {
                double expected = k <= distances.Length ? distances[k - 1] : double.PositiveInfinity;
                double found = tree.SquaredDistance(point, k);
                (found == expected || Math.Abs(found - expected) <= 1e-12 * expected).ShouldBeTrue($"{found}, {expected}");
            }
            float[] place = [.. points.Skip(point * dimension).Take(dimension).Select(x => x + 0.01f)];
            double[] squared = new double[3];
            int[] numbers = new int[3];
            tree.Nearest(place, squared, numbers);
            double[] all = [.. Enumerable.Range(0, count).Select(other => Enumerable.Range(0, dimension).Sum(k => Math.Pow((double)place[k] - points[other * dimension + k], 2)))];
            squared.Take(count).ShouldBe(all.Order().Take(3), 1e-12);
            numbers.Take(count).Select(number => all[number]).ShouldBe(squared.Take(count), 1e-12);
            numbers.Skip(count).ShouldAllBe(number => number == -1);
        }
    }
}
