using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Numbers that take the place of those of a table while its rows are copied.</summary>
internal interface IReplacedValues
{
    /// <summary>Names of the columns that the copy does not have.</summary>
    IReadOnlyCollection<string> LeftOut { get; }

    /// <summary>Names of the columns that only the copy has, of one number each.</summary>
    IReadOnlyList<string> Added { get; }

    /// <summary>How many rows the copy has for each row of the table.</summary>
    int Copies => 1;

    /// <summary>Fields that only the copy of a dataset has.</summary>
    IReadOnlyList<CsField> AddedFields => [];

    /// <summary>Goes on to a row of the table.</summary>
    /// <param name="row">Its position, not before that of the last call.</param>
    void MoveTo(int row);

    /// <summary>Returns the numbers of a column in that row; null where the copy has the table's own value, or in an added column 0.</summary>
    IReadOnlyList<double>? Of(string name);

    /// <summary>Makes one of the copies of the row the current one; after <see cref="MoveTo"/> that is the first.</summary>
    /// <param name="copy">Its number, from 0.</param>
    void Use(int copy)
    {
    }

    /// <summary>Writes a field of a dataset byte by byte; false where its numbers, or the dataset's own bytes, are to be written.</summary>
    /// <param name="name">A field of the dataset, or an added one.</param>
    /// <param name="bytes">The field's bytes in the current row.</param>
    bool Put(string name, Span<byte> bytes) => false;
}
