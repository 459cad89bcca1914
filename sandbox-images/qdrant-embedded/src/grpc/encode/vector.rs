//! Stored vectors.

use qdrant_client::qdrant::{
    DenseVector, MultiDenseVector, NamedVectorsOutput, SparseIndices, SparseVector, VectorOutput,
    VectorsOutput, vector_output, vectors_output,
};
use qdrant_edge::{TypedMultiDenseVector, VectorInternal, VectorStructInternal};

pub fn vectors(vectors: VectorStructInternal) -> VectorsOutput {
    let options = match vectors {
        VectorStructInternal::Single(vector) => {
            vectors_output::VectorsOptions::Vector(dense(vector))
        }
        VectorStructInternal::MultiDense(vector) => {
            vectors_output::VectorsOptions::Vector(multi(vector))
        }
        VectorStructInternal::Named(named) => {
            let named = named.into_iter();
            let vectors = named.map(|(name, it)| (name, vector(it))).collect();
            vectors_output::VectorsOptions::Vectors(NamedVectorsOutput { vectors })
        }
    };
    VectorsOutput {
        vectors_options: Some(options),
    }
}

fn vector(vector: VectorInternal) -> VectorOutput {
    match vector {
        VectorInternal::Dense(vector) => dense(vector),
        VectorInternal::Sparse(vector) => sparse(vector),
        VectorInternal::MultiDense(vector) => multi(vector),
    }
}

#[expect(deprecated, reason = "clients before 1.16 read the deprecated field")]
fn dense(data: Vec<f32>) -> VectorOutput {
    VectorOutput {
        data: data.clone(),
        indices: None,
        vectors_count: None,
        vector: Some(vector_output::Vector::Dense(DenseVector { data })),
    }
}

#[expect(deprecated, reason = "clients before 1.16 read the deprecated field")]
fn sparse(vector: qdrant_edge::SparseVector) -> VectorOutput {
    let qdrant_edge::SparseVector { indices, values } = vector;
    VectorOutput {
        data: values.clone(),
        indices: Some(SparseIndices {
            data: indices.clone(),
        }),
        vectors_count: None,
        vector: Some(vector_output::Vector::Sparse(SparseVector {
            values,
            indices,
        })),
    }
}

#[expect(deprecated, reason = "clients before 1.16 read the deprecated field")]
fn multi(vector: TypedMultiDenseVector<f32>) -> VectorOutput {
    let count = vector.num_vectors();
    let data = vector.flattened_vectors.clone();
    let rows = vector.into_multi_vectors().into_iter();
    let vectors = rows.map(|data| DenseVector { data }).collect();
    VectorOutput {
        data,
        indices: None,
        vectors_count: u32::try_from(count).ok(),
        vector: Some(vector_output::Vector::MultiDense(MultiDenseVector {
            vectors,
        })),
    }
}
