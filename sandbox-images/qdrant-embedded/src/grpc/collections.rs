//! The service `qdrant.Collections`.

use qdrant_client::qdrant::collections_server::Collections;
use qdrant_client::qdrant::{
    AliasDescription, ChangeAliases, CollectionClusterInfoRequest, CollectionClusterInfoResponse,
    CollectionDescription, CollectionExists, CollectionExistsRequest, CollectionExistsResponse,
    CollectionOperationResponse, CreateCollection, CreateShardKeyRequest, CreateShardKeyResponse,
    DeleteCollection, DeleteShardKeyRequest, DeleteShardKeyResponse, GetCollectionInfoRequest,
    GetCollectionInfoResponse, ListAliasesRequest, ListAliasesResponse,
    ListCollectionAliasesRequest, ListCollectionsRequest, ListCollectionsResponse,
    ListShardKeysRequest, ListShardKeysResponse, UpdateCollection,
    UpdateCollectionClusterSetupRequest, UpdateCollectionClusterSetupResponse,
};

use super::unsupported::service;
use super::{decode, encode};
use crate::error::ApiResult;
use crate::info::CollectionInfo;
use crate::service::Service;

#[derive(Debug)]
pub struct CollectionsApi {
    service: Service,
}

service! {
    impl Collections as "collections" for CollectionsApi {
        supported {
            get(GetCollectionInfoRequest) -> GetCollectionInfoResponse;
            list(ListCollectionsRequest) -> ListCollectionsResponse;
            create(CreateCollection) -> CollectionOperationResponse;
            update(UpdateCollection) -> CollectionOperationResponse;
            delete(DeleteCollection) -> CollectionOperationResponse;
            collection_exists(CollectionExistsRequest) -> CollectionExistsResponse;
            update_aliases(ChangeAliases) -> CollectionOperationResponse;
            list_collection_aliases(ListCollectionAliasesRequest) -> ListAliasesResponse;
            list_aliases(ListAliasesRequest) -> ListAliasesResponse;
        }
        unsupported {
            collection_cluster_info(CollectionClusterInfoRequest) -> CollectionClusterInfoResponse,
                "CollectionClusterInfo";
            update_collection_cluster_setup(UpdateCollectionClusterSetupRequest)
                -> UpdateCollectionClusterSetupResponse, "UpdateCollectionClusterSetup";
            create_shard_key(CreateShardKeyRequest) -> CreateShardKeyResponse, "CreateShardKey";
            delete_shard_key(DeleteShardKeyRequest) -> DeleteShardKeyResponse, "DeleteShardKey";
            list_shard_keys(ListShardKeysRequest) -> ListShardKeysResponse, "ListShardKeys";
        }
    }
}

impl CollectionsApi {
    pub fn new(service: Service) -> Self {
        Self { service }
    }

    async fn get(&self, request: GetCollectionInfoRequest) -> ApiResult<GetCollectionInfoResponse> {
        let info = self
            .service
            .on(request.collection_name, None, CollectionInfo::of)
            .await?;
        Ok(GetCollectionInfoResponse {
            result: Some(encode::info::info(info)),
            time: 0.0,
        })
    }

    async fn list(&self, _: ListCollectionsRequest) -> ApiResult<ListCollectionsResponse> {
        let names = self.service.names().await?.into_iter();
        let collections = names.map(|name| CollectionDescription { name }).collect();
        Ok(ListCollectionsResponse {
            collections,
            time: 0.0,
        })
    }

    async fn create(&self, request: CreateCollection) -> ApiResult<CollectionOperationResponse> {
        let (name, creation) = decode::collection::create(request)?;
        self.service.create(name, creation).await?;
        Ok(CollectionOperationResponse {
            result: true,
            time: 0.0,
        })
    }

    async fn update(&self, request: UpdateCollection) -> ApiResult<CollectionOperationResponse> {
        let (name, change) = decode::collection::update(request)?;
        self.service.configure(name, change).await?;
        Ok(CollectionOperationResponse {
            result: true,
            time: 0.0,
        })
    }

    async fn delete(&self, request: DeleteCollection) -> ApiResult<CollectionOperationResponse> {
        let result = self.service.delete(request.collection_name).await?;
        Ok(CollectionOperationResponse { result, time: 0.0 })
    }

    async fn collection_exists(
        &self,
        request: CollectionExistsRequest,
    ) -> ApiResult<CollectionExistsResponse> {
        let exists = self.service.exists(request.collection_name).await?;
        Ok(CollectionExistsResponse {
            result: Some(CollectionExists { exists }),
            time: 0.0,
        })
    }
    async fn update_aliases(
        &self,
        request: ChangeAliases,
    ) -> ApiResult<CollectionOperationResponse> {
        let changes = decode::alias::changes(request)?;
        self.service.change_aliases(changes).await?;
        Ok(CollectionOperationResponse {
            result: true,
            time: 0.0,
        })
    }

    async fn list_collection_aliases(
        &self,
        request: ListCollectionAliasesRequest,
    ) -> ApiResult<ListAliasesResponse> {
        self.aliases(Some(request.collection_name)).await
    }

    async fn list_aliases(&self, _: ListAliasesRequest) -> ApiResult<ListAliasesResponse> {
        self.aliases(None).await
    }

    async fn aliases(&self, collection: Option<String>) -> ApiResult<ListAliasesResponse> {
        let aliases = self.service.aliases(collection).await?.into_iter();
        let aliases = aliases.map(|(alias_name, collection_name)| AliasDescription {
            alias_name,
            collection_name,
        });
        Ok(ListAliasesResponse {
            aliases: aliases.collect(),
            time: 0.0,
        })
    }
}
