using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>The conditions of a request that one row alone decides by its numbers: ranges, a polygon, an ellipsoid.</summary>
internal sealed class RowConditions
{
    private readonly (string Axis, double Low, double High)[] _ranges;
    private readonly (string Axis, double Centre, double Radius)[] _extents;
    private readonly Polygon? _polygon;
    private readonly (string X, string Y) _axes;

    /// <summary>Reads the conditions, before a table is opened.</summary>
    /// <exception cref="InputException">A condition cannot be read or makes no sense.</exception>
    public RowConditions(TableRequest request)
    {
        Check(request);
        _ranges = [.. request.Ranges.Select(text => RangeText.Range(text, "--range"))];
        _extents = [.. request.Ellipsoid.Select(text => RangeText.Extent(text, "--ellipsoid"))];
        _polygon = request.Polygon is { } file ? Polygon.Read(file) : null;
        _axes = _polygon?.Axes ?? (request.PolygonAxes[0], request.PolygonAxes[1]);
    }

    /// <summary>Whether a column is one of the axes.</summary>
    public bool Needs(string column) => _ranges.Select(range => range.Axis).Concat(_extents.Select(extent => extent.Axis)).Concat([_axes.X, _axes.Y]).Any(axis => axis.Split('[')[0] == column);

    /// <summary>Returns the conditions on the current row of a table.</summary>
    /// <exception cref="InputException">The table has no such column.</exception>
    public IReadOnlyList<Func<bool>> On(NamedRows row)
    {
        var conditions = new List<Func<bool>>();
        foreach ((string axis, double low, double high) in _ranges)
        {
            Func<double> value = row.Axis(axis, "--range");
            conditions.Add(() => value() is var x && x >= low && x <= high);
        }
        if (_polygon is { } polygon)
        {
            Func<double> x = row.Axis(_axes.X, "--polygon"), y = row.Axis(_axes.Y, "--polygon");
            conditions.Add(() => polygon.Contains(x(), y()));
        }
        if (_extents.Length > 0)
        {
            (Func<double> Value, double Centre, double Radius)[] parts = [.. _extents.Select(extent => (row.Axis(extent.Axis, "--ellipsoid"), extent.Centre, extent.Radius))];
            conditions.Add(() => parts.Sum(part => Math.Pow((part.Value() - part.Centre) / part.Radius, 2)) <= 1);
        }
        return conditions;
    }

    private static void Check(TableRequest request)
    {
        string Shown(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "nothing";
        if (request.Neighbours is < 1 || request.Neighbours is null != request.Within is null || (request.Within is { } within && !(within > 0 && double.IsFinite(within))))
        {
            throw new InputException("--neighbours", null, $"{Shown(request.Neighbours)}, and {Shown(request.Within)} for --within", "both: a number of neighbours from 1, and a radius above 0", "for example --neighbours 5 --within 0.1");
        }
        if (request.Densest is { } fraction && !(fraction is > 0 and <= 1))
        {
            throw new InputException("--densest", null, Shown(fraction), "a fraction above 0 and at most 1");
        }
        if (request.PolygonAxes.Count != 2)
        {
            throw new InputException("--polygon-axes", null, $"{request.PolygonAxes.Count} names", "two, such as z0 z1");
        }
    }
}
