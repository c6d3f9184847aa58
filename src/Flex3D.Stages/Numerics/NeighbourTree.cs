namespace Flex3D.Stages.Numerics;

/// <summary>A k-d tree of points (Bentley 1975): how many neighbours a point has within a radius, and which are its nearest.</summary>
/// <remarks>Holds an index of four bytes for each point beside the points. Distances are Euclidean, summed in double.</remarks>
internal sealed class NeighbourTree
{
    private const int Leaf = 12;
    private readonly float[] _points;
    private readonly int _dimension;
    private readonly int[] _order;

    /// <param name="points">[point][axis], finite.</param>
    /// <param name="dimension">Axes, ≥ 1.</param>
    public NeighbourTree(float[] points, int dimension)
    {
        (_points, _dimension) = (points, dimension);
        _order = [.. Enumerable.Range(0, points.Length / dimension)];
        Build(0, _order.Length, 0);
    }

    /// <summary>Number of points.</summary>
    public int Count => _order.Length;

    /// <summary>Whether a point has at least <paramref name="least"/> others within <paramref name="radius"/>.</summary>
    public bool HasWithin(int point, double radius, int least)
    {
        int found = -1; // the point finds itself
        Within(0, _order.Length, 0, point, radius, radius * radius, least, ref found);
        return found >= least;
    }

    /// <summary>The squared distance to a point's <paramref name="k"/>-th nearest other; infinite where there are fewer.</summary>
    public double SquaredDistance(int point, int k)
    {
        Span<double> nearest = k < 64 ? stackalloc double[k] : new double[k];
        Nearest(At(point), nearest, default, point);
        return nearest[^1];
    }

    /// <summary>Finds the nearest points to a place.</summary>
    /// <param name="place">[axis].</param>
    /// <param name="squared">Receives the squared distances, ascending; infinite where there are fewer points.</param>
    /// <param name="numbers">Receives the numbers of the points; empty if they are not asked for.</param>
    /// <param name="except">A point that does not count; −1 for none.</param>
    public void Nearest(ReadOnlySpan<float> place, Span<double> squared, Span<int> numbers, int except = -1)
    {
        squared.Fill(double.PositiveInfinity);
        numbers.Fill(-1);
        Nearest(0, _order.Length, 0, new Query(place, except), squared, numbers);
    }

    private readonly ref struct Query(ReadOnlySpan<float> place, int except)
    {
        public readonly ReadOnlySpan<float> Place = place;
        public readonly int Except = except;
    }

    private void Build(int first, int end, int axis)
    {
        if (end - first <= Leaf)
        {
            return;
        }
        int middle = (first + end) / 2;
        Select(first, end - 1, middle, axis);
        Build(first, middle, (axis + 1) % _dimension);
        Build(middle + 1, end, (axis + 1) % _dimension);
    }

    // Hoare's selection: puts the point of that rank on an axis at its place, the lower ones before it. Equal points are ordered by their number.
    private void Select(int low, int high, int rank, int axis)
    {
        while (low < high)
        {
            int pivot = _order[(low + high) / 2], i = low, j = high;
            while (i <= j)
            {
                while (Less(_order[i], pivot, axis))
                {
                    i++;
                }
                while (Less(pivot, _order[j], axis))
                {
                    j--;
                }
                if (i <= j)
                {
                    (_order[i], _order[j]) = (_order[j], _order[i]);
                    i++;
                    j--;
                }
            }
            (low, high) = rank <= j ? (low, j) : rank >= i ? (i, high) : (rank, rank);
        }
    }

    private bool Less(int a, int b, int axis) => Coordinate(a, axis) is var x && Coordinate(b, axis) is var y && (x < y || (x == y && a < b));

    private void Within(int first, int end, int axis, int point, double radius, double squared, int least, ref int found)
    {
        if (end - first <= Leaf)
        {
            for (int i = first; i < end && found < least; i++)
            {
                found += Squared(point, _order[i]) <= squared ? 1 : 0;
            }
            return;
        }
        int middle = (first + end) / 2, next = (axis + 1) % _dimension;
        double offset = (double)Coordinate(point, axis) - Coordinate(_order[middle], axis);
        found += Squared(point, _order[middle]) <= squared ? 1 : 0;
        if (found < least && offset <= radius)
        {
            Within(first, middle, next, point, radius, squared, least, ref found);
        }
        if (found < least && -offset <= radius)
        {
            Within(middle + 1, end, next, point, radius, squared, least, ref found);
        }
    }

    private void Nearest(int first, int end, int axis, Query query, Span<double> nearest, Span<int> numbers)
    {
        if (end - first <= Leaf)
        {
            for (int i = first; i < end; i++)
            {
                Insert(_order[i], query, nearest, numbers);
            }
            return;
        }
        int middle = (first + end) / 2, next = (axis + 1) % _dimension;
        double offset = (double)query.Place[axis] - Coordinate(_order[middle], axis);
        Insert(_order[middle], query, nearest, numbers);
        (int near, int nearEnd, int far, int farEnd) = offset <= 0 ? (first, middle, middle + 1, end) : (middle + 1, end, first, middle);
        Nearest(near, nearEnd, next, query, nearest, numbers);
        if (offset * offset <= nearest[^1])
        {
            Nearest(far, farEnd, next, query, nearest, numbers);
        }
    }

    // Keeps the smallest distances in ascending order.
    private void Insert(int other, Query query, Span<double> nearest, Span<int> numbers)
    {
        double squared = Squared(query.Place, other);
        if (other == query.Except || squared >= nearest[^1])
        {
            return;
        }
        int at = nearest.Length - 1;
        for (; at > 0 && nearest[at - 1] > squared; at--)
        {
            nearest[at] = nearest[at - 1];
            if (!numbers.IsEmpty)
            {
                numbers[at] = numbers[at - 1];
            }
        }
        nearest[at] = squared;
        if (!numbers.IsEmpty)
        {
            numbers[at] = other;
        }
    }

    private ReadOnlySpan<float> At(int point) => _points.AsSpan(point * _dimension, _dimension);

    private float Coordinate(int point, int axis) => _points[point * _dimension + axis];

    private double Squared(int a, int b) => Squared(At(a), b);

    private double Squared(ReadOnlySpan<float> place, int other)
    {
        double sum = 0;
        for (int axis = 0; axis < _dimension; axis++)
        {
            double offset = (double)place[axis] - Coordinate(other, axis);
            sum += offset * offset;
        }
        return sum;
    }
}
