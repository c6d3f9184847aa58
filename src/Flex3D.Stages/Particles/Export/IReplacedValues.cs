namespace Flex3D.Stages.Particles.Export;

/// <summary>Numbers that take the place of those of a table while its rows are copied.</summary>
internal interface IReplacedValues
{
    /// <summary>Names of the columns that the copy does not have.</summary>
    IReadOnlyCollection<string> LeftOut { get; }

    /// <summary>Names of the columns that only the copy has, of one number each.</summary>
    IReadOnlyList<string> Added { get; }

    /// <summary>Goes on to a row of the table.</summary>
    /// <param name="row">Its position, not before that of the last call.</param>
    void MoveTo(int row);

    /// <summary>Returns the numbers of a column in that row; null where the copy has the table's own value, or in an added column 0.</summary>
    IReadOnlyList<double>? Of(string name);
}
