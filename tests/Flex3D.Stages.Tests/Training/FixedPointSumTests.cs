using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Training;

public sealed class FixedPointSumTests
{
    [Fact]
    public void The_sum_has_the_same_bits_in_any_order()
    {
        float[][] terms = [.. Enumerable.Range(0, 50).Select(t => Term(t, 1003))];
        var order = new CounterPermutation(50, 3, 108, 0);
        long[] forward = Sum(terms), backward = Sum(terms.Reverse()), shuffled = Sum(Enumerable.Range(0, 50).Select(i => terms[order[i]]));
        backward.ShouldBe(forward);
        shuffled.ShouldBe(forward);
    }

    [Fact]
    public void Every_element_is_rounded_alike_in_vectors_and_in_the_tail()
    {
        float[] values = [.. Term(7, 40)];
        (values[0], values[9], values[39]) = (1.5f / 4096, -2.5f / 4096, 0.5f / 4096); // halves go to even
        for (int length = 1; length <= values.Length; length++)
        {
            var sum = new FixedPointSum(length);
            sum.Begin(12, 1);
            sum.Add(values.AsSpan(0, length));
            sum.Raw.ToArray().ShouldBe([.. values[..length].Select(v => (long)Math.Round(v * 4096.0))]);
        }
    }

    [Fact]
    public void What_is_read_is_the_sum_times_the_factor()
    {
        float[][] terms = [.. Enumerable.Range(0, 20).Select(t => Term(t, 37))];
        var sum = new FixedPointSum(37);
        sum.Begin(30, 20);
        foreach (float[] term in terms)
        {
            sum.Add(term);
        }
        float[] read = new float[37];
        double largest = sum.Read(read, 0.05);
        for (int i = 0; i < 37; i++)
        {
            read[i].ShouldBe((float)(0.05 * terms.Sum(t => (double)t[i])), 1e-6f);
        }
        largest.ShouldBe(20 * read.Max(Math.Abs), 1e-6 * largest);
        sum.Begin(30, 20);
        sum.Read(read, 1);
        read.ShouldAllBe(v => v == 0);
    }

    [Theory]
    [InlineData(float.NaN, 3)]
    [InlineData(float.PositiveInfinity, 20)]
    [InlineData(float.NegativeInfinity, 36)]
    [InlineData(1e30f, 8)]
    [InlineData(-1e30f, 35)]
    public void A_value_that_would_overflow_is_refused_by_name(float value, int at)
    {
        var sum = new FixedPointSum(37);
        sum.Begin(24, 100);
        float[] term = new float[37];
        term[at] = value;
        Should.Throw<InvariantException>(() => sum.Add(term)).Message.ShouldContain($"element {at} ");
    }

    [Fact]
    public void As_many_of_the_largest_terms_as_were_announced_do_not_wrap()
    {
        var sum = new FixedPointSum(17);
        sum.Begin(0, 1000);
        float[] term = new float[17];
        Array.Fill(term, MathF.BitDecrement((float)(Math.ScaleB(1, 62) / 1000)));
        for (int i = 0; i < 1000; i++)
        {
            sum.Add(term);
        }
        foreach (long value in sum.Raw.Span)
        {
            value.ShouldBeGreaterThan((long)Math.ScaleB(0.999, 62));
        }
    }

    [Theory]
    [InlineData(1e-20)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(7e11)]
    public void The_next_exponent_keeps_forty_bits_and_leaves_room_to_grow(double largest)
    {
        double units = largest * Math.ScaleB(1, FixedPointSum.ExponentFor(largest));
        units.ShouldBeInRange(Math.ScaleB(1, 39), Math.ScaleB(1, 40));
    }

    private static float[] Term(int term, int length) => [.. Enumerable.Range(0, length).Select(i => (float)(CounterRandom.Normal(6, 109, 0, (ulong)term, (ulong)i) * Math.Pow(10, i % 7 - 3)))];

    private static long[] Sum(IEnumerable<float[]> terms)
    {
        var sum = new FixedPointSum(1003);
        sum.Begin(35, 50);
        foreach (float[] term in terms)
        {
            sum.Add(term);
        }
        return sum.Raw.ToArray();
    }
}
